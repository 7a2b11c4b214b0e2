import { EXIT, RolloutError } from "../config/errors";
import type { Cluster } from "./cluster";
import type { Plan } from "./plan";
import type { Session } from "./session";
import { clusterOf, outputsOf, type DeployedOutputs, type StackState } from "./stack-state";
import { mismatchLines, verifyLive, type Mismatch } from "./verify";

/** The cluster of a stack, and what the last update put there. */
export interface Deployed {
  readonly cluster: Cluster;
  readonly outputs: DeployedOutputs;
}

/** Where a stack of this state runs; `undefined` before its first update and after a destroy. */
async function deployedIn(state: StackState, { connect }: Session): Promise<Deployed | undefined> {
  const [connection, outputs] = [clusterOf(state), outputsOf(state)];
  return connection && outputs ? { cluster: await connect(connection), outputs } : undefined;
}

async function deployedOf(session: Session): Promise<Deployed | undefined> {
  return deployedIn(await session.engine.state(), session);
}

/**
 * What a plan without changes misses: where the cluster runs something else than the engine believes, at one look.
 *
 * @returns `undefined` if the plan has changes, after which an update looks itself, or if nothing is deployed
 * @throws RolloutError if the cluster cannot be asked
 */
export async function missedBy(
  session: Session,
  { wouldBe }: Plan,
  state: StackState,
): Promise<readonly Mismatch[] | undefined> {
  if (wouldBe !== undefined) return undefined;
  const deployed = await deployedIn(state, session);
  return deployed && verifyLive(await deployed.cluster.snapshot(deployed.outputs.namespace), deployed.outputs);
}

const SETTLE_MS = 15_000;

/** Waits until live is what was wanted, or time is up; what differs then. */
async function mismatches({ cluster, outputs }: Deployed): Promise<readonly Mismatch[]> {
  let found = verifyLive(await cluster.snapshot(outputs.namespace), outputs);
  if (found.length === 0) return found;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      watch.close();
      resolve();
    };
    const timer = setTimeout(end, SETTLE_MS);
    const watch = cluster.watch(outputs.namespace, (snapshot) => {
      found = verifyLive(snapshot, outputs);
      if (found.length === 0) end();
    });
  });
  return found;
}

/**
 * Where a stack runs, if the cluster runs what the engine believes it does. If not, an update has to look again: the engine
 * may have read a state that somebody else's update was about to change.
 */
export async function findLive(session: Session): Promise<Deployed | undefined> {
  const deployed = await deployedOf(session);
  const found = deployed ? await mismatches(deployed) : [];
  for (const { message } of found) session.ui.progress(`not as the stack says: ${message}`);
  return found.length === 0 ? deployed : undefined;
}

/**
 * Makes sure that the cluster runs what the engine believes it does: an engine that trusts its memory says "nothing to do"
 * while something else is live.
 *
 * @returns where the stack runs
 * @throws RolloutError that names every difference
 */
export async function assertLive(session: Session): Promise<Deployed> {
  const deployed = await deployedOf(session);
  if (!deployed) throw new RolloutError(`${session.stack}: nothing is deployed`, EXIT.failed);
  const found = await mismatches(deployed);
  if (found.length === 0) return deployed;
  throw new RolloutError(`${session.stack}: ${mismatchLines(session.stack, found).join("\n")}`, EXIT.failed);
}

/** Deletes ConfigMaps and Secrets that were kept for old pods and that no ReplicaSet refers to any more; their names. */
export async function removeRetiredConfig({ cluster, outputs }: Deployed): Promise<readonly string[]> {
  // The labels of manifests/labels.ts that every object of one environment has.
  return cluster.deleteUnreferencedConfig(outputs.namespace, {
    "app.kubernetes.io/instance": outputs.namespace,
    "app.kubernetes.io/managed-by": "pulumi",
  });
}
