import type { V1ContainerStateTerminated } from "@kubernetes/client-node";
import type { ReleaseContainer } from "./release";

/** How often a container that does not run now has ended, and how it ended last. */
export interface Exits {
  readonly count: number;
  readonly last: V1ContainerStateTerminated;
}

/**
 * The ends of a container that is down: just ended, or held back by the kubelet. `undefined` while it runs, for the
 * next run may be the good one, and for an init container that has done its work.
 */
export function exitsOf({ status }: ReleaseContainer): Exits | undefined {
  const { state, lastState, restartCount, ready } = status;
  const backsOff = state?.waiting?.reason === "CrashLoopBackOff";
  const last = state?.terminated ?? (backsOff ? lastState?.terminated : undefined);
  // A finished init container is `ready`, and nothing restarts it.
  if (!last || ready) return undefined;
  return { count: restartCount + 1, last };
}
