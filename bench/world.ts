import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { startCloudflareEmulator } from "../sandbox/cloudflare/emulator";
import { OUTSRC_ZONE, seedState } from "../sandbox/cloudflare/seed";
import { downControlPlane, upControlPlane } from "../sandbox/control-plane";
import { ensureEngine } from "../sandbox/engine";
import { writeProject } from "../sandbox/project";
import { providerPlugins } from "../sandbox/standins/provider-plugins";
import { outputOf, timeCommand } from "./measure";

/** Folder of the project that is measured. */
export const root = join(__dirname, "..");

const TOKEN = "bench-0123456789-0123456789-0123456789-0123456789";

/** A control plane and a Cloudflare of their own, for one row. */
export interface World {
  /** Temporary folder. */
  readonly directory: string;
  readonly cluster: { readonly context: string; readonly kubeconfig: string };
  /** Environment of engines, plugins, kubectl and helm. */
  readonly env: NodeJS.ProcessEnv;
  /** Which provider plugins are used, for people. */
  readonly plugins: string;
}

async function createWorld(directory: string, cleanups: (() => Promise<unknown>)[]): Promise<World> {
  const sandbox = join(directory, "sandbox");
  const silently = { onProgress: () => undefined };
  const engine = await ensureEngine(silently);
  cleanups.push(() => downControlPlane({ directory: sandbox }));
  const { kubeconfigPath: kubeconfig, context } = await upControlPlane({ directory: sandbox, ...silently });
  const cloudflare = await startCloudflareEmulator({
    stateFile: join(directory, "cloudflare.json"),
    apiToken: TOKEN,
    initialState: seedState([OUTSRC_ZONE]),
  });
  cleanups.push(() => cloudflare.close());
  const { path, lines } = providerPlugins();
  const env = {
    ...process.env,
    PATH: [path, dirname(engine.command)].join(delimiter),
    KUBECONFIG: kubeconfig,
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    // The CLI keeps a log of every run, and looks through all of them at every start.
    PULUMI_HOME: join(directory, "pulumi"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return { directory, cluster: { context, kubeconfig }, env, plugins: lines.join("; ") };
}

/**
 * Makes a world, and takes it down afterwards.
 * @throws RolloutError if something that it needs is not there
 */
export async function withWorld<T>(use: (world: World) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-bench-"));
  const cleanups: (() => Promise<unknown>)[] = [];
  try {
    return await use(await createWorld(directory, cleanups));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The one stack of a project folder in a world. */
export interface Deployed {
  readonly directory: string;
  readonly namespace: string;
  /** Changes a value of its stack file. */
  set(path: readonly string[], value: unknown): void;
  /** Every object as YAML. */
  render(): Promise<string>;
  /** Seconds that a verb of `rollout` takes as a process. */
  rollout(verb: string, ...args: string[]): Promise<number>;
  /** Seconds that `pulumi` takes. */
  pulumi(...args: string[]): Promise<number>;
}

/** The stack that rows work with. */
export const STACK = "dev";
/** The command line of `rollout`, without `node`. */
export const CLI = join(root, "cli/rollout.js");

/** Writes a project folder whose dev has a namespace and a host of its own; nothing is deployed yet. */
export function newProject({ directory: parent, cluster, env }: World, name: string, source = root): Deployed {
  const directory = join(parent, name);
  const namespace = `bench-${name}`;
  writeProject({ source, directory, cluster });
  const file = join(directory, `Pulumi.${STACK}.yaml`);
  const options = { cwd: directory, env };
  const deployed: Deployed = {
    directory,
    namespace,
    set([key = "", ...rest], value) {
      const document = parseDocument(readFileSync(file, "utf8"));
      document.setIn(["config", `outsrc:${key}`, ...rest], value);
      writeFileSync(file, document.toString());
    },
    render: () => outputOf(process.execPath, [CLI, "render", STACK], options),
    rollout: (verb, ...args) => timeCommand(process.execPath, [CLI, verb, STACK, ...args], options),
    pulumi: (...args) => timeCommand("pulumi", [...args, "--stack", STACK, "--non-interactive"], options),
  };
  deployed.set(["namespace"], namespace);
  deployed.set(["hosts"], [`${name}.${OUTSRC_ZONE.name}`]);
  return deployed;
}
