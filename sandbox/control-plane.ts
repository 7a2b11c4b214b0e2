import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";

import { ensureTools } from "./build-tools";
import { COMPONENT_NAMES, type ComponentName, componentKubeconfig } from "./component-spec";
import { componentSpecs } from "./components";
import { converge, type Wanted } from "./converge";
import { ensureCrds } from "./crds";
import { readIfExists, writeAtomically, writeIfChanged } from "./files";
import { firstUnready, isHealthy } from "./health";
import { kubeconfigText } from "./kubeconfig";
import { CONTEXT_NAME, type Layout, layoutOf } from "./layout";
import { type LockOptions, withLock } from "./lock";
import { cloudflare } from "./node-components";
import { ensurePki, pkiFile, type PkiName } from "./pki";
import { LOOPBACK, type Ports } from "./ports";
import { elapsed, type Progress } from "./progress";
import { runningComponent, stopComponent } from "./supervisor";
import { explaining } from "./system-error";
import { CONTROL_PLANE_MODULES } from "./tools";

/** Which sandbox to start, and how. */
export interface UpOptions {
  /** The sandbox directory; two checkouts have two of them and never meet. */
  readonly directory: string;
  readonly onProgress: Progress;
  /**
   * Seconds until a healthy pod is Ready.
   *
   * @default 1
   */
  readonly readyDelaySeconds?: number;
  /**
   * The cache that built tools are kept in.
   *
   * @default - `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`
   */
  readonly cache?: string;
  /**
   * Says that the control plane is no longer wanted, before anything of it is started.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

/** A control plane that is ready for work. */
export interface ControlPlane {
  readonly kubeconfigPath: string;
  readonly context: string;
  /** The components that this call started; empty when everything was healthy. */
  readonly started: readonly ComponentName[];
}

const LOCK_TIMEOUT_MS = 120_000;

/** A token of Cloudflare's form, made once. */
function ensureToken(path: string): void {
  if (readIfExists(path) === undefined) writeAtomically(path, `${randomBytes(20).toString("hex")}\n`, 0o600);
}

function writeKubeconfigs(layout: Layout, ports: Ports): void {
  const users: [PkiName, string][] = [
    ...(["controller-manager", "scheduler", "kwok", "agent"] as const).map((name): [PkiName, string] => [
      name,
      componentKubeconfig(layout, name),
    ]),
    ["admin", layout.kubeconfig],
  ];
  for (const [user, path] of users) {
    const text = kubeconfigText({
      context: CONTEXT_NAME,
      server: `https://${LOOPBACK}:${ports.apiServer}`,
      user: `sandbox-${user}`,
      certificateAuthority: readFileSync(pkiFile(layout.pki, "ca", "crt"), "utf8"),
      certificate: readFileSync(pkiFile(layout.pki, user, "crt"), "utf8"),
      key: readFileSync(pkiFile(layout.pki, user, "key"), "utf8"),
    });
    writeIfChanged(path, text, 0o600);
  }
}

/** Only one process at a time changes a sandbox. */
function locked<T>(layout: Layout, onProgress: Progress, work: () => Promise<T>): Promise<T> {
  const options: LockOptions = {
    timeoutMs: LOCK_TIMEOUT_MS,
    onWait: (holder) => {
      onProgress(`process ${holder.pid} works on this sandbox already; waiting`);
    },
  };
  return explaining(layout.root, () => withLock(layout.lock, options, work));
}

/**
 * Starts the control plane, or repairs what is missing of it. What is healthy is left alone, so that calling it twice
 * changes nothing; being killed at any moment is repaired by the next call.
 *
 * @throws RolloutError when a tool cannot be built or a component does not come up
 */
export async function upControlPlane(options: UpOptions): Promise<ControlPlane> {
  const layout = layoutOf(options.directory);
  const { onProgress, readyDelaySeconds = 1, cache, signal } = options;
  const tools = await ensureTools({ modules: CONTROL_PLANE_MODULES, onProgress, cache, signal });
  const crds = await ensureCrds({ onProgress, cache, signal });
  signal?.throwIfAborted();
  return locked(layout, onProgress, async () => {
    mkdirSync(layout.controlPlane, { recursive: true });
    await ensurePki(layout.pki);
    ensureToken(layout.cloudflare.token);
    const began = Date.now();
    const wanted: Wanted = {
      specs: (ports) => componentSpecs({ layout, ports, tools, crds, readyDelaySeconds }),
      prepare: (ports) => {
        writeKubeconfigs(layout, ports);
      },
      firstUnready: (ports) => firstUnready(layout, ports),
    };
    const started = await converge(layout, wanted, onProgress);
    if (started.length > 0) onProgress(`the control plane is ready after ${elapsed(Date.now() - began)}`);
    return { kubeconfigPath: layout.kubeconfig, context: CONTEXT_NAME, started };
  });
}

/** Starts only the emulator of Cloudflare's API, for a cluster that the user already has. */
export async function upEmulator(options: {
  directory: string;
  onProgress: Progress;
}): Promise<Pick<ControlPlane, "started">> {
  const layout = layoutOf(options.directory);
  return locked(layout, options.onProgress, async () => {
    mkdirSync(layout.controlPlane, { recursive: true });
    ensureToken(layout.cloudflare.token);
    const wanted: Wanted = {
      specs: (ports) => [cloudflare({ layout, ports })],
      prepare: () => undefined,
      firstUnready: async (ports) =>
        (await isHealthy(layout, ports, "cloudflare")) ? undefined : "the emulator of Cloudflare does not answer",
    };
    return { started: await converge(layout, wanted, options.onProgress) };
  });
}

/** Stops what `up` recorded, last started first, and leaves the data. */
export async function downControlPlane(options: {
  directory: string;
  onProgress?: Progress;
}): Promise<readonly ComponentName[]> {
  const layout = layoutOf(options.directory);
  return locked(layout, options.onProgress ?? (() => undefined), async () => {
    const stopped: ComponentName[] = [];
    for (const name of [...COMPONENT_NAMES].reverse()) {
      if (runningComponent(layout, name) !== undefined) stopped.push(name);
      await stopComponent(layout, name);
    }
    if (stopped.length > 0) options.onProgress?.(`stopped ${stopped.join(", ")}`);
    return stopped;
  });
}

/** Stops the control plane and deletes its data. */
export async function resetControlPlane(options: { directory: string; onProgress?: Progress }): Promise<void> {
  const layout = layoutOf(options.directory);
  await downControlPlane(options);
  rmSync(layout.controlPlane, { recursive: true, force: true });
  rmSync(layout.cloudflare.directory, { recursive: true, force: true });
  rmSync(layout.kubeconfig, { force: true });
}
