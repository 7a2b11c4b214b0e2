import { secondsSince } from "./occurrence";
import { oneLine } from "./one-line";
import type { ReleasePod, Rule } from "./release";
import { roomIsBeingMade } from "./room";

/** The cluster autoscaler looks every 10 s (`--scan-interval`) and says what it does some seconds later. */
const PATIENCE_SECONDS = 20;

/** Room is on its way: a new node, or pods of lower priority that give way. */
const isExpected = ({ pod, events }: ReleasePod): boolean =>
  pod.status?.nominatedNodeName !== undefined || events.some(({ reason }) => reason === "TriggeredScaleUp");

/** A pod that no node can take. */
export const unschedulable: Rule = (release) => {
  if (roomIsBeingMade(release)) return undefined;
  for (const releasePod of release.pods) {
    const condition = releasePod.pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (condition?.status !== "False" || condition.reason !== "Unschedulable" || isExpected(releasePod)) continue;
    if (secondsSince(condition.lastTransitionTime, release.now) < PATIENCE_SECONDS) continue;
    // What follows tells about preemption only.
    const why = (condition.message ?? "").split(/\.? preemption:/)[0] ?? "";
    return {
      kind: "unschedulable",
      message: `no node has room: ${oneLine(why)}`,
      pod: releasePod.name,
      blamesImage: false,
    };
  }
  return undefined;
};
