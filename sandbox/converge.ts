import { EXIT, RolloutError } from "../config/errors";
import type { ComponentName, ComponentSpec } from "./component-spec";
import { requireSpace } from "./disk-space";
import { isHealthy } from "./health";
import type { Layout } from "./layout";
import { poll } from "./poll";
import { choosePorts, type Ports } from "./ports";
import { elapsed, type Progress } from "./progress";
import { fingerprintOf, lastLogLine, logFile, runningComponent, startComponent, stopComponent } from "./supervisor";

/** Processes that are to run, and what it means that they are ready. */
export interface Wanted {
  /** The processes in the order in which they start; called again when a port had to be replaced. */
  specs(ports: Ports): readonly ComponentSpec[];
  /** Writes what the processes read, before they start. */
  prepare(ports: Ports): void;
  /** The first thing that is not there yet, in words. */
  firstUnready(ports: Ports): Promise<string | undefined>;
}

const READY_TIMEOUT_MS = 60_000;
/** A port can be taken, and a component can die, between two looks; more than this is no coincidence. */
const ATTEMPTS = 3;
/** Ports of which only the names matter yet. */
const NO_PORTS: Ports = {
  etcd: 0,
  etcdPeer: 0,
  apiServer: 0,
  controllerManager: 0,
  scheduler: 0,
  kwok: 0,
  cloudflare: 0,
};

/** Chooses ports, keeping those that our own processes hold. */
async function portsFor(layout: Layout, wanted: Wanted): Promise<Ports> {
  const held = wanted
    .specs(NO_PORTS)
    .filter((spec) => runningComponent(layout, spec.name) !== undefined)
    .flatMap((spec) => spec.ports);
  return choosePorts(layout.ports, new Set(held));
}

/** Also ends when the API server died: the wait for readiness, which follows, says so. */
async function waitForApi(layout: Layout, ports: Ports): Promise<void> {
  await poll(async () => {
    const dead = runningComponent(layout, "kube-apiserver") === undefined;
    return dead || (await isHealthy(layout, ports, "kube-apiserver")) ? true : undefined;
  }, READY_TIMEOUT_MS);
}

/** Starts what does not run, and replaces what runs with another command line. */
async function startMissing(
  layout: Layout,
  ports: Ports,
  specs: readonly ComponentSpec[],
  onProgress: Progress,
): Promise<ComponentName[]> {
  const started: ComponentName[] = [];
  for (const spec of specs) {
    const running = runningComponent(layout, spec.name);
    if (running?.fingerprint === fingerprintOf(spec)) continue;
    requireSpace(layout.root);
    if (running !== undefined) onProgress(`${spec.name}: its settings changed; restarting it`);
    if (spec.needsApi) await waitForApi(layout, ports);
    await stopComponent(layout, spec.name);
    await startComponent(layout, spec);
    started.push(spec.name);
  }
  return started;
}

/** Waits until everything is ready; the answer says what went wrong, or is `undefined`. */
async function waitUntilReady(layout: Layout, wanted: Wanted, ports: Ports): Promise<string | undefined> {
  const names = wanted.specs(ports).map((spec) => spec.name);
  const findDead = (): ComponentName | undefined => names.find((name) => runningComponent(layout, name) === undefined);
  let unready: string | undefined;
  const settled = await poll(async () => {
    unready = await wanted.firstUnready(ports);
    return unready === undefined || findDead() !== undefined ? true : undefined;
  }, READY_TIMEOUT_MS);
  const dead = findDead();
  if (dead !== undefined) return `${dead} stopped: ${lastLogLine(layout, dead)} (log: ${logFile(layout, dead)})`;
  return settled === true ? undefined : `${unready ?? "it is not ready"} after ${elapsed(READY_TIMEOUT_MS)}`;
}

/** A process that runs but does not answer is ended, so that the next attempt starts it again. */
async function stopHung(layout: Layout, ports: Ports, specs: readonly ComponentSpec[]): Promise<void> {
  for (const { name } of specs) {
    if (!(await isHealthy(layout, ports, name))) await stopComponent(layout, name);
  }
}

/**
 * Makes the running processes those that are wanted, and leaves alone what is well.
 *
 * @returns the processes that were started
 * @throws RolloutError when they do not become ready
 */
export async function converge(layout: Layout, wanted: Wanted, onProgress: Progress): Promise<ComponentName[]> {
  const started = new Set<ComponentName>();
  let problem: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const ports = await portsFor(layout, wanted);
    wanted.prepare(ports);
    const specs = wanted.specs(ports);
    for (const name of await startMissing(layout, ports, specs, onProgress)) started.add(name);
    problem = await waitUntilReady(layout, wanted, ports);
    if (problem === undefined) return [...started];
    onProgress(`${problem}; trying again`);
    await stopHung(layout, ports, specs);
  }
  const hint = `read the logs in ${layout.logs}, or start over with "rollout sandbox reset"`;
  throw new RolloutError(`sandbox: ${problem ?? "it is not ready"}; ${hint}`, EXIT.timedOut);
}
