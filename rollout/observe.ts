import { EXIT, RolloutError } from "../config/errors";
import type { Cluster } from "./cluster";
import { dnsTargets } from "./dns";
import type { Session } from "./session";
import { clusterOf, outputsOf } from "./stack-state";
import type { Observed } from "./status";

/** What is live, and the cluster that it was read from. */
export interface Observation {
  readonly observed: Observed;
  readonly cluster: Cluster;
}

/**
 * Reads everything that a status is told from.
 * @throws RolloutError if nothing is deployed
 */
export async function observe({ engine, project, stack, connect }: Session): Promise<Observation> {
  // The client of the cluster takes as long to load as the CLI takes to read.
  const [updates, state] = await Promise.all([engine.history(), engine.state(), import("./cluster.js")]);
  const [connection, outputs] = [clusterOf(state), outputsOf(state)];
  if (!connection || !outputs)
    throw new RolloutError(`${stack}: nothing is deployed; run rollout up ${stack}`, EXIT.failed);
  const cluster = await connect(connection);
  const { namespace } = outputs;
  const [snapshot, ingresses, certificates, records] = await Promise.all([
    cluster.snapshot(namespace),
    cluster.ingresses(namespace),
    cluster.certificates(namespace),
    dnsTargets(state),
  ]);
  return { cluster, observed: { stack, project, updates, outputs, snapshot, ingresses, certificates, records } };
}
