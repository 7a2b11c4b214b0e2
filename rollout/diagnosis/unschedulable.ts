import { secondsSince } from "./occurrence";
import { oneLine } from "./one-line";
import type { ReleasePod, Rule } from "./release";
import { roomIsBeingMade } from "./room";

/** The cluster autoscaler looks every 10 s (`--scan-interval`) and says what it does some seconds later. */
const PATIENCE_SECONDS = 20;

/** A pod usually ends within 20 s, and the scheduler tries again after 10 s at most (`podMaxBackoffSeconds`). */
const ROOM_SETTLES_SECONDS = 30;

/** Room is on its way: a new node, or pods of lower priority that give way. */
const isExpected = ({ pod, events }: ReleasePod): boolean =>
  pod.status?.nominatedNodeName !== undefined || events.some(({ reason }) => reason === "TriggeredScaleUp");

/** A pod that no node can take. */
export const unschedulable: Rule = (release) => {
  if (roomIsBeingMade(release, ROOM_SETTLES_SECONDS)) return undefined;
  for (const releasePod of release.pods) {
    const condition = releasePod.pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (condition?.status !== "False" || condition.reason !== "Unschedulable" || isExpected(releasePod)) continue;
    if (secondsSince(condition.lastTransitionTime, release.now) < PATIENCE_SECONDS) continue;
    // What follows tells what the scheduler has tried to make room.
    const why = (condition.message ?? "").split(/[.,]? (?:no new claims to deallocate|preemption:)/)[0] ?? "";
    return {
      kind: "unschedulable",
      message: `no node has room: ${oneLine(why)}`,
      pod: releasePod.name,
      blamesImage: false,
    };
  }
  return undefined;
};
