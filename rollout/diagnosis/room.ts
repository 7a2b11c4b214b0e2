import { occurrenceOf, secondsSince } from "./occurrence";
import type { Release } from "./release";

/**
 * Whether old pods are giving way, so that what lacks room or quota now may have it in a moment: a pod takes up both
 * until it is gone.
 *
 * @param settlesSeconds - how long after a pod was told to stop its room may still go unused
 */
export function roomIsBeingMade({ replicaSet, snapshot, now }: Release, settlesSeconds: number): boolean {
  if (snapshot.pods.some(({ metadata }) => metadata?.deletionTimestamp !== undefined)) return true;
  const since = replicaSet?.metadata?.creationTimestamp ?? now;
  return snapshot.events
    .filter(({ reason, message }) => reason === "Killing" && message?.startsWith("Stopping container"))
    .map((event) => occurrenceOf(event).last)
    .some((stop) => stop > since && secondsSince(stop, now) < settlesSeconds);
}
