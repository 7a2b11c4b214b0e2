import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseDocument } from "yaml";
import program from "../../../index";
import { openStack, type Engine } from "../../../rollout/engine";
import { downControlPlane, upControlPlane } from "../../../sandbox/control-plane";
import { ensureEngine } from "../../../sandbox/engine";
import { layoutOf } from "../../../sandbox/layout";
import { writeProject } from "../../../sandbox/project";
import { emulatorUrl } from "../../../sandbox/sandbox";
import { providerPlugins } from "../../../sandbox/standins/provider-plugins";
import { connect, type Cluster } from "./cluster";

/** Names the folder of the world to all processes of a run. */
const FOLDER = "OUTSRC_INTEGRATION_FOLDER";
const root = join(__dirname, "../../..");

/** One control plane and one Cloudflare for all suites of a run, in whichever process they are. */
export interface World {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  readonly cloudflare: { readonly baseUrl: string };
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

/** Makes the folder of a world; the first suite that asks for the world starts it. */
export function prepareWorld(): void {
  process.env[FOLDER] = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-integration-"));
}

/** Stops the world, and removes it with all projects in it. */
export async function endWorld(): Promise<void> {
  const directory = folder();
  await downControlPlane({ directory });
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** The world: started at the first call of a run, and found at all others. */
export function theWorld(): Promise<World> {
  world ??= findWorld(folder());
  return world;
}

function folder(): string {
  const directory = process.env[FOLDER];
  if (directory === undefined) throw new Error("run mocha with --config test/integration/.mocharc.json");
  return directory;
}

async function findWorld(directory: string): Promise<World> {
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  const { kubeconfigPath, context } = await upControlPlane({ directory, onProgress });
  const engine = await ensureEngine({ onProgress });
  process.env["PATH"] = [dirname(engine.command), process.env["PATH"]].join(delimiter);
  const { path, lines } = providerPlugins();
  lines.forEach(onProgress);
  const baseUrl = emulatorUrl(directory);
  const env = {
    PATH: path,
    KUBECONFIG: kubeconfigPath,
    CLOUDFLARE_API_TOKEN: readFileSync(layoutOf(directory).cloudflare.token, "utf8").trim(),
    CLOUDFLARE_BASE_URL: baseUrl,
    PULUMI_CONFIG_PASSPHRASE: "integration",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return {
    cluster: connect(kubeconfigPath),
    kubeconfig: kubeconfigPath,
    cloudflare: { baseUrl },
    env,
    project: () =>
      createProject(mkdtempSync(join(directory, "project-")), { context, kubeconfig: kubeconfigPath }, env),
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
