import type { Release, ReleaseContainer, ReleasePod } from "./release";

// In the order in which a pod passes them.
const STAGES = [
  "to get a node",
  "to be set up",
  "to pull the image",
  "to restart after a crash",
  "to pass the startup probe",
  "to pass the readiness probe",
  "to stay ready",
] as const;

type Stage = (typeof STAGES)[number];

function containerStage({ name, spec, status }: ReleaseContainer, { events }: ReleasePod): Stage {
  if (status.state?.terminated || status.state?.waiting?.reason === "CrashLoopBackOff")
    return "to restart after a crash";
  if (!status.state?.running) {
    const pull = events.findLast(
      ({ reason, involvedObject }) =>
        (reason === "Pulling" || reason === "Pulled") && involvedObject.fieldPath?.endsWith(`{${name}}`),
    );
    return pull?.reason === "Pulling" ? "to pull the image" : "to be set up";
  }
  return spec?.startupProbe && status.started !== true ? "to pass the startup probe" : "to pass the readiness probe";
}

function stageOf(releasePod: ReleasePod): Stage {
  const { pod, containers } = releasePod;
  if (pod.spec?.nodeName === undefined) return "to get a node";
  const unready = containers.find(({ status }) => !status.ready);
  if (unready) return containerStage(unready, releasePod);
  return containers.length === 0 ? "to be set up" : "to stay ready";
}

/** Whether a pod may get requests. */
export const isReady = ({ pod }: ReleasePod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;

const pods = (count: number, which: string): string => `${count} ${which} pod${count === 1 ? "" : "s"}`;

/** What the pods of a release wait for: those that are furthest behind. */
function podsWait(release: Release, seconds: number): string | undefined {
  const stages = release.pods.map(stageOf);
  const stage = STAGES.find((candidate) => stages.includes(candidate));
  if (stage === undefined) return undefined;
  const count = stages.filter((candidate) => candidate === stage).length;
  if (stage !== "to stay ready") return `waiting for ${pods(count, "new")} ${stage}`;
  return seconds === 0 ? undefined : `waiting for ${pods(count, "new")} to stay ready for ${seconds} s`;
}

/**
 * What a rollout waits for, or `undefined` when it has nothing left to wait for: the rules of `kubectl rollout status`,
 * with the pods' own reasons.
 */
export function waitingFor(release: Release): string | undefined {
  const { metadata, spec, status } = release.deployment;
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0)) return "waiting for the change to be noticed";
  const wanted = spec?.replicas ?? 1;
  const updated = status?.updatedReplicas ?? 0;
  const available = status?.availableReplicas ?? 0;
  const old = (status?.replicas ?? 0) - updated;
  if (updated >= wanted && old <= 0 && available >= updated) return undefined;
  if (spec?.paused === true) return `paused; continue with kubectl rollout resume deployment/${release.service}`;
  const unready = release.pods.some((pod) => !isReady(pod));
  const waits = unready || available < updated ? podsWait(release, spec?.minReadySeconds ?? 0) : undefined;
  if (waits !== undefined) return waits;
  if (updated < wanted) return `waiting for ${pods(wanted - updated, "new")} to be made`;
  if (old > 0) return `waiting for ${pods(old, "old")} to end`;
  return "waiting for the pods to be counted";
}
