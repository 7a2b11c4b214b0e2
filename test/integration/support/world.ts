import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseDocument } from "yaml";
import program from "../../../index";
import { openStack, type Engine } from "../../../rollout/engine";
import { startCloudflareEmulator, type CloudflareEmulator } from "../../../sandbox/cloudflare/emulator";
import { OUTSRC_ZONE, seedState } from "../../../sandbox/cloudflare/seed";
import { downControlPlane, upControlPlane } from "../../../sandbox/control-plane";
import { ensureEngine } from "../../../sandbox/engine";
import { writeProject } from "../../../sandbox/project";
import { providerPlugins } from "../../../sandbox/standins/provider-plugins";
import { connect, type Cluster } from "./cluster";

const CLOUDFLARE_TOKEN = "integration-tests-0123456789-0123456789-0123456789";
const root = join(__dirname, "../../..");

/** One control plane and one Cloudflare for all suites of a run. */
export interface World {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  readonly cloudflare: CloudflareEmulator;
  /** Environment of engines, plugins and kubectl. */
  readonly env: Readonly<Record<string, string>>;
  /** A new project folder with the shipped stack files. */
  project(): Project;
}

/** A project folder of its own, with its own state. */
export interface Project {
  readonly directory: string;
  /** Changes a value of a stack file; `undefined` removes it. */
  set(stack: string, path: readonly (string | number)[], value: unknown): void;
  open(stack: string, run?: () => Record<string, unknown>, onOutput?: (text: string) => void): Promise<Engine>;
}

let world: Promise<World> | undefined;
const cleanups: (() => Promise<void>)[] = [];

/** The world, made at the first call. */
export function theWorld(): Promise<World> {
  world ??= createWorld();
  return world;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-integration-"));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function createWorld(): Promise<World> {
  const directory = temporaryDirectory();
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  const { kubeconfigPath, context } = await upControlPlane({ directory, onProgress });
  cleanups.push(() => downControlPlane({ directory }).then(() => undefined));
  const cloudflare = await startCloudflareEmulator({
    stateFile: join(directory, "cloudflare.json"),
    apiToken: CLOUDFLARE_TOKEN,
    initialState: seedState([OUTSRC_ZONE]),
  });
  cleanups.push(() => cloudflare.close());
  const engine = await ensureEngine({ onProgress });
  process.env["PATH"] = [dirname(engine.command), process.env["PATH"]].join(delimiter);
  const { path, lines } = providerPlugins();
  lines.forEach(onProgress);
  const env = {
    PATH: path,
    KUBECONFIG: kubeconfigPath,
    CLOUDFLARE_API_TOKEN: CLOUDFLARE_TOKEN,
    CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
    PULUMI_CONFIG_PASSPHRASE: "integration",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const cluster = connect(kubeconfigPath);
  return {
    cluster,
    kubeconfig: kubeconfigPath,
    cloudflare,
    env,
    project: () => createProject(temporaryDirectory(), { context, kubeconfig: kubeconfigPath }, env),
  };
}

function createProject(
  directory: string,
  cluster: { context: string; kubeconfig: string },
  env: Readonly<Record<string, string>>,
): Project {
  writeProject({ source: root, directory, cluster });
  const project: Project = {
    directory,
    set(stack, path, value) {
      const file = join(directory, `Pulumi.${stack}.yaml`);
      const document = parseDocument(readFileSync(file, "utf8"));
      const [key, ...rest] = path;
      const at = ["config", `outsrc:${String(key)}`, ...rest];
      if (value === undefined) document.deleteIn(at);
      else document.setIn(at, value);
      writeFileSync(file, document.toString());
    },
    open: (stack, run = program, onOutput) => {
      // The inline program runs in this process, and looks for the token there; other suites may have changed it.
      Object.assign(process.env, env);
      return openStack({ directory, stack, program: run, env, onOutput });
    },
  };
  return project;
}

/** Undoes everything that this run started, the last first. */
export async function endWorld(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}
