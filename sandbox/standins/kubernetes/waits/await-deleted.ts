import { setTimeout as sleep } from "node:timers/promises";
import { ANNOTATIONS, identityOf, isAnnotated, type KubeObject } from "../objects";

const FIRST_MS = 50;
const LONGEST_MS = 1000;

/** Kinds that are not waited for on deletion either when they skip waiting; the real plugin has it so for old programs. */
const SKIPPABLE = new Set([
  "v1 Namespace",
  "v1 Pod",
  "v1 ReplicationController",
  "apps/v1 DaemonSet",
  "apps/v1 Deployment",
  "apps/v1 StatefulSet",
  "batch/v1 Job",
]);

/** Whether a deletion of this object is not waited for. */
export function skipsDeletionWait(declared: KubeObject): boolean {
  const { apiVersion, kind } = identityOf(declared);
  return isAnnotated(declared, ANNOTATIONS.skipAwait) && SKIPPABLE.has(`${apiVersion} ${kind}`);
}

/** How the end of an object is waited for. */
export interface DeletionWait {
  /** The object, or `undefined` once it is gone. */
  readonly look: () => Promise<KubeObject | undefined>;
  readonly timeoutMs: number;
  readonly cancelled: AbortSignal;
}

/** Waits until an object is gone. @returns what is left of it when the time is over, or `undefined` */
export async function awaitDeleted({ look, timeoutMs, cancelled }: DeletionWait): Promise<KubeObject | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (let pause = FIRST_MS; ; pause = Math.min(2 * pause, LONGEST_MS)) {
    const left = await look();
    if (left === undefined || Date.now() >= deadline || cancelled.aborted) return left;
    await sleep(Math.min(pause, Math.max(0, deadline - Date.now())));
  }
}
