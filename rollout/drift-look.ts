import { EXIT, RolloutError } from "../config/errors";
import type { Cluster } from "./cluster";
import { readRecord } from "./dns";
import { driftOfObject, driftOfRecord, removalPatch, type Drift, type ObjectDrift } from "./drift";
import {
  declaredObjects,
  declaredRecords,
  type DeclaredObject,
  type DeclaredRecord,
  type DeclaredResource,
} from "./drift-declared";
import type { Session } from "./session";
import { clusterOf } from "./stack-state";

/** What a stack declares, as its program says without an engine. */
export interface Declared {
  readonly resources: readonly DeclaredResource[];
  /** Whether a text stands for a value that the program could not know where it ran, or that nobody may see. */
  readonly isBlank: (text: string) => boolean;
}

/** What differs, and how to take away what no update would. */
export interface DriftReport {
  readonly stack: string;
  /** Empty where all is as declared. */
  readonly drifts: readonly Drift[];
  /** Takes away what others have added; `undefined` where nobody has. */
  readonly removeSurplus: (() => Promise<void>) | undefined;
}

interface Looked extends ObjectDrift {
  readonly remove: () => Promise<void>;
}

async function lookAt(cluster: Cluster, declared: DeclaredObject): Promise<Looked> {
  const live = await cluster.read(declared);
  const drift = driftOfObject(declared, live);
  const remove = () =>
    cluster.patch(declared, removalPatch(live, drift.surplus)).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RolloutError(
        `${declared.kind} ${declared.name}: what others have added was not taken away: ${reason}; if somebody is changing ` +
          "it right now, run it again",
        EXIT.failed,
        { cause },
      );
    });
  return { ...drift, remove };
}

async function lookAtRecord(declared: DeclaredRecord): Promise<Drift[]> {
  const { made, host } = declared;
  return driftOfRecord(declared, made && (await readRecord(made.zoneId, host, made.id)));
}

/**
 * Compares what is live with what a stack declares.
 * @throws RolloutError if nothing is deployed, or the cluster or Cloudflare cannot be asked
 */
export async function findDrift({ engine, stack, connect }: Session, declared: Declared): Promise<DriftReport> {
  const state = await engine.state();
  const connection = clusterOf(state);
  if (!connection) throw new RolloutError(`${stack}: nothing is deployed; run rollout up ${stack}`, EXIT.failed);
  const cluster = await connect(connection);
  const [objects, records] = await Promise.all([
    Promise.all(declaredObjects(declared.resources, state, declared.isBlank).map((object) => lookAt(cluster, object))),
    Promise.all(declaredRecords(declared.resources, state).map(lookAtRecord)),
  ]);
  const toRemove = objects.filter(({ surplus }) => surplus.length > 0);
  return {
    stack,
    drifts: [...objects.flatMap(({ drifts }) => drifts), ...records.flat()],
    removeSurplus:
      toRemove.length === 0
        ? undefined
        : async () => {
            for (const { remove } of toRemove) await remove();
          },
  };
}
