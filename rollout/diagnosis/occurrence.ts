import type { CoreV1Event } from "@kubernetes/client-node";

/** When an event was first and last seen, and how often. */
export interface Occurrence {
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
}

/** Reads the times of an event. Kubelet and controllers write them one way, the scheduler the newer one, as a series. */
export function occurrenceOf(event: CoreV1Event): Occurrence {
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? 0;
  return {
    // The client leaves times with microseconds, which the scheduler writes, as text.
    first: new Date(first),
    last: new Date(event.series?.lastObservedTime ?? event.lastTimestamp ?? first),
    count: event.series?.count ?? event.count ?? 1,
  };
}

/** Sorts events by the time they were last seen, the oldest first. */
export function inOrder(events: readonly CoreV1Event[]): CoreV1Event[] {
  return [...events].sort((a, b) => occurrenceOf(a).last.getTime() - occurrenceOf(b).last.getTime());
}

/** How often all of these happened together. */
export function timesSeen(events: readonly CoreV1Event[]): number {
  return events.reduce((sum, event) => sum + occurrenceOf(event).count, 0);
}

/** Seconds from one moment to another; endless where the first is not known. */
export function secondsSince(from: Date | undefined, to: Date): number {
  return from === undefined ? Infinity : (to.getTime() - from.getTime()) / 1000;
}
