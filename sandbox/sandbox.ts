import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { EXIT, RolloutError } from "../config/errors";
import { COMPONENT_NAMES, type ComponentName } from "./component-spec";
import { downControlPlane, upControlPlane, upEmulator } from "./control-plane";
import { type Engine, ensureEngine } from "./engine";
import { readEnvironment, writeEnvironment } from "./environment";
import { isHealthy } from "./health";
import { CONTEXT_NAME, layoutOf } from "./layout";
import { LOOPBACK, type Ports, readPorts } from "./ports";
import type { Progress } from "./progress";
import { downloadPlugins } from "./plugin-download";
import { writeProject } from "./project";
import { residentMemory } from "./resident-memory";
import { providerPlugins } from "./standins/provider-plugins";
import { sideBySide } from "./side-by-side";
import { runningComponent } from "./supervisor";

/** The folder of a project's sandbox. */
export function sandboxDirectory(project: string): string {
  return join(project, ".sandbox");
}

/** Which sandbox to bring up. */
export interface SandboxOptions {
  /** Folder of the real project. */
  readonly project: string;
  /**
   * A context of the user's own kubeconfig to deploy to.
   *
   * @default - a control plane of the sandbox's own
   */
  readonly context?: string;
  readonly onProgress: Progress;
}

/** A sandbox that is ready for work. */
export interface Sandbox {
  readonly directory: string;
  readonly context: string;
  readonly kubeconfig: string;
  readonly cloudflareUrl: string;
  readonly engine: Engine;
  /** What this call started. */
  readonly started: readonly ComponentName[];
}

async function engineWithPlugins(onProgress: Progress, signal: AbortSignal): Promise<Engine> {
  const engine = await ensureEngine({ onProgress, signal });
  await downloadPlugins({ command: engine.command });
  return engine;
}

async function userCluster(context: string) {
  // The Kubernetes client, which reads kubeconfigs, takes more than a second to load.
  const { kubeconfigWith } = await import("./user-cluster.js");
  return { context, kubeconfig: kubeconfigWith(context) };
}

/**
 * Starts everything that the environments need on one machine, or repairs what is missing; a second call changes nothing.
 *
 * @throws RolloutError when a tool cannot be built, a component does not come up, or there is no such context
 */
export async function upSandbox({ project, context, onProgress }: SandboxOptions): Promise<Sandbox> {
  const directory = sandboxDirectory(project);
  const cluster =
    context === undefined
      ? { context: CONTEXT_NAME, kubeconfig: layoutOf(directory).kubeconfig }
      : await userCluster(context);
  const [plane, engine] = await sideBySide(
    (signal) =>
      context === undefined ? upControlPlane({ directory, onProgress, signal }) : upEmulator({ directory, onProgress }),
    (signal) => engineWithPlugins(onProgress, signal),
  );
  for (const line of providerPlugins().lines) onProgress(line);
  const cloudflareUrl = emulatorUrl(directory);
  writeProject({ source: project, directory, cluster });
  const engineFolder = engine.source === "PATH" ? undefined : dirname(engine.command);
  writeEnvironment({ directory, kubeconfig: cluster.kubeconfig, engineFolder, cloudflareUrl });
  return { directory, ...cluster, cloudflareUrl, engine, started: plane.started };
}

/** Where the emulator of Cloudflare's API is, in the sandbox of a directory. */
export function emulatorUrl(directory: string): string {
  const port = readPorts(layoutOf(directory).ports).cloudflare;
  return `http://${LOOPBACK}:${String(port)}/client/v4`;
}

/** Stops what `up` started; the data stays. */
export async function downSandbox(project: string): Promise<readonly ComponentName[]> {
  const directory = sandboxDirectory(project);
  return existsSync(directory) ? downControlPlane({ directory }) : [];
}

/** Stops everything and deletes it: the cluster, the zone, the stacks and their history. */
export async function resetSandbox(project: string): Promise<void> {
  await downSandbox(project);
  rmSync(sandboxDirectory(project), { recursive: true, force: true });
}

/** How one process of the sandbox is. */
export interface ComponentStatus {
  readonly name: ComponentName;
  readonly state: "running" | "not healthy" | "stopped";
  readonly pid: number | undefined;
  readonly memoryMiB: number | undefined;
}

/** Looks at every process of the sandbox. */
export async function sandboxStatus(project: string): Promise<readonly ComponentStatus[]> {
  const layout = layoutOf(sandboxDirectory(project));
  const known = readPorts(layout.ports);
  const kubeconfig = readEnvironment(layout.root)?.KUBECONFIG ?? layout.kubeconfig;
  // With a cluster of the user's own only the emulator is the sandbox's.
  const names = kubeconfig === layout.kubeconfig ? COMPONENT_NAMES : (["cloudflare"] as const);
  return Promise.all(
    names.map(async (name): Promise<ComponentStatus> => {
      const running = runningComponent(layout, name);
      if (running === undefined) return { name, state: "stopped", pid: undefined, memoryMiB: undefined };
      const healthy = isComplete(known) && (await isHealthy(layout, known, name));
      const memoryMiB = await residentMemory(running.pid);
      return { name, state: healthy ? "running" : "not healthy", pid: running.pid, memoryMiB };
    }),
  );
}

function isComplete(ports: Partial<Ports>): ports is Ports {
  return ports.apiServer !== undefined && ports.kwok !== undefined && ports.cloudflare !== undefined;
}

/** @throws RolloutError when no sandbox was ever started in this project */
export function requireSandbox(project: string): string {
  const directory = sandboxDirectory(project);
  if (existsSync(layoutOf(directory).environment)) return directory;
  throw new RolloutError(`${directory}: there is no sandbox; start one with "rollout sandbox up"`, EXIT.usage);
}
