import { containerRefused } from "./container";
import { crashLoop } from "./crash";
import { deadlineExceeded } from "./deadline";
import { imagePull } from "./image-pull";
import { missingConfig } from "./missing-config";
import { outOfMemory } from "./oom";
import { failingProbe } from "./probe";
import { refusedPods } from "./refused-pods";
import { releaseOf, type Release, type Rule } from "./release";
import type { Snapshot } from "./snapshot";
import { unschedulable } from "./unschedulable";
import type { Verdict } from "./cause";
import { waitingFor } from "./waiting";

/** The first that finds something names the cause: what keeps a pod from existing before what keeps it from working. */
const RULES: readonly Rule[] = [
  refusedPods,
  unschedulable,
  missingConfig,
  containerRefused,
  imagePull,
  outOfMemory,
  failingProbe,
  crashLoop,
  deadlineExceeded,
];

function isObserved({ deployment: { metadata, status } }: Release): boolean {
  return (metadata?.generation ?? 0) <= (status?.observedGeneration ?? 0);
}

/**
 * Where the rollout of a Deployment stands. Only the pods of its present template count: an old pod that fails never
 * blames the new release.
 *
 * The verdict is about the template that the Deployment has in the snapshot. Whoever follows an update has to know
 * whether that is the one before it or its own, for instance by `metadata.generation`.
 */
export function diagnose(snapshot: Snapshot, deploymentName: string, now: Date): Verdict {
  const service = deploymentName;
  const release = releaseOf(snapshot, deploymentName, now);
  if (!release) return { done: false, ok: false, message: `${service}: not there yet` };
  const waits = waitingFor(release);
  if (waits === undefined) return { done: true, ok: true, message: `${service}: rolled out` };
  const going = { done: false, ok: false, message: `${service}: ${waits}` };
  if (!isObserved(release)) return going;
  for (const rule of RULES) {
    const found = rule(release);
    if (!found) continue;
    const message = `${service}: ${found.message}`;
    return { done: true, ok: false, message, cause: { ...found, service, message } };
  }
  return going;
}
