import { occurrenceOf } from "./occurrence";
import type { Release } from "./release";

const DEFAULT_GRACE_SECONDS = 30;

/**
 * Whether old pods are giving way, so that what lacks room or quota now may have it in a moment. A pod takes up both
 * until it is gone, at most its grace period. A refused pod is tried again at intervals that double, so after the last
 * refusal it may take as long again as the refusals have lasted.
 */
export function roomIsBeingMade({ deployment, replicaSet, snapshot, now }: Release): boolean {
  if (snapshot.pods.some(({ metadata }) => metadata?.deletionTimestamp !== undefined)) return true;
  const graceSeconds = deployment.spec?.template.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  const since = replicaSet?.metadata?.creationTimestamp ?? now;
  const stops = snapshot.events
    .filter(({ reason, message }) => reason === "Killing" && message?.startsWith("Stopping container"))
    .map((event) => occurrenceOf(event).last)
    .filter((stop) => stop > since);
  return stops.some((stop) => now.getTime() - stop.getTime() < 2 * graceSeconds * 1000);
}
