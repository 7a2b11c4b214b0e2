import { EXIT, RolloutError } from "../config/errors";
import type { Cluster } from "./cluster";
import type { Session } from "./session";
import { clusterOf, outputsOf, type DeployedOutputs } from "./stack-state";
import { verifyLive, type Mismatch } from "./verify";

/** The cluster of a stack, and what the last update put there. */
export interface Deployed {
  readonly cluster: Cluster;
  readonly outputs: DeployedOutputs;
}

/** Where a stack runs; `undefined` before its first update and after a destroy. */
export async function deployedOf({ engine, connect }: Session): Promise<Deployed | undefined> {
  const state = await engine.state();
  const [connection, outputs] = [clusterOf(state), outputsOf(state)];
  return connection && outputs ? { cluster: await connect(connection), outputs } : undefined;
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
  const list = found.map(({ message }) => `  ${message}`).join("\n");
  throw new RolloutError(
    `${session.stack}: the cluster does not run what the stack says:\n${list}\nrollout status ${session.stack} says more`,
    EXIT.failed,
  );
}

/** Deletes ConfigMaps and Secrets that were kept for old pods and that no ReplicaSet refers to any more; their names. */
export async function removeRetiredConfig({ cluster, outputs }: Deployed): Promise<readonly string[]> {
  // The labels of manifests/labels.ts that every object of one environment has.
  return cluster.deleteUnreferencedConfig(outputs.namespace, {
    "app.kubernetes.io/instance": outputs.namespace,
    "app.kubernetes.io/managed-by": "pulumi",
  });
}
