import { advanceContainer, type ContainerContext, initialStatus } from "./container";
import { imageId } from "./image";
import { type ContainerStatus, millisOf, type Pod, type PodCondition, type PodStatus } from "./objects";
import type { PodEvent } from "./pod-event";

/** What a pod's next step depends on, besides the pod. */
export interface PodContext {
  readonly now: number;
  readonly podIp: string;
  readonly hostIp: string;
  readonly readyDelayMs: number;
  /** `repo:tag` to digest. */
  readonly digests: Readonly<Record<string, string>>;
  /** By container: why it cannot be made. */
  readonly configProblems: Readonly<Record<string, string>>;
  /** Why a volume cannot be mounted. */
  readonly volumeProblem: string | undefined;
}

/** A pod's status from now on, what to report, and when to look again. */
export interface PodStep {
  readonly status: PodStatus;
  readonly events: readonly PodEvent[];
  /** Milliseconds until something changes by itself; `undefined` when nothing will. */
  readonly wakeMs: number | undefined;
}

const MOUNT_RETRY_MS = 2_000;
const MOUNT_EVENT_MS = 10_000;

function condition(
  type: string,
  met: boolean,
  before: PodStatus,
  now: number,
  unmet?: Pick<PodCondition, "reason" | "message">,
): PodCondition {
  const status = met ? "True" : "False";
  const old = before.conditions?.find((candidate) => candidate.type === type);
  const lastTransitionTime =
    old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : new Date(now);
  return { type, status, lastTransitionTime, ...(met ? { reason: null, message: null } : unmet) };
}

function conditions(before: PodStatus, statuses: readonly ContainerStatus[], now: number): PodCondition[] {
  const unready = statuses.filter((status) => !status.ready).map((status) => status.name);
  const unmet = { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` };
  return [
    condition("PodReadyToStartContainers", true, before, now),
    condition("Initialized", true, before, now),
    condition("ContainersReady", unready.length === 0, before, now, unmet),
    condition("Ready", unready.length === 0, before, now, unmet),
  ];
}

/** The phase, as a kubelet derives it from the containers. */
export function phaseOf(statuses: readonly ContainerStatus[], restartPolicy: string): string {
  const neverRan = statuses.some(
    (status) => status.state?.waiting !== undefined && status.lastState?.terminated === undefined,
  );
  if (neverRan) return "Pending";
  const exits = statuses.map((status) => status.state?.terminated?.exitCode);
  const allEnded = exits.every((exit) => exit !== undefined);
  if (!allEnded || restartPolicy === "Always") return "Running";
  if (exits.every((exit) => exit === 0)) return "Succeeded";
  return restartPolicy === "Never" ? "Failed" : "Running";
}

/** Init containers are not simulated: they have done their work, or run beside the others if they are sidecars. */
function initStatuses(pod: Pod, now: number, context: PodContext): ContainerStatus[] {
  const at = new Date(now);
  return (pod.spec?.initContainers ?? []).map((container) => {
    const sidecar = container.restartPolicy === "Always";
    return {
      ...initialStatus(container),
      imageID: imageId(container.image ?? "", context.digests),
      ready: true,
      started: sidecar,
      state: sidecar
        ? { running: { startedAt: at } }
        : { terminated: { exitCode: 0, reason: "Completed", startedAt: at, finishedAt: at } },
    };
  });
}

/** The status of a pod that has just come to its node. */
export function admitted(pod: Pod, context: PodContext): PodStatus {
  const { now, podIp, hostIp } = context;
  const init = initStatuses(pod, now, context);
  return {
    ...pod.status,
    phase: "Pending",
    startTime: new Date(now),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    containerStatuses: (pod.spec?.containers ?? []).map(initialStatus),
  };
}

function mountStep(before: PodStatus, context: PodContext, problem: string): PodStep {
  const since = context.now - millisOf(before.startTime, context.now);
  const statuses = before.containerStatuses ?? [];
  const event: PodEvent = {
    type: "Warning",
    reason: "FailedMount",
    message: problem,
    count: 1 + Math.floor(since / MOUNT_EVENT_MS),
  };
  return {
    status: { ...before, conditions: conditions(before, statuses, context.now) },
    events: [event],
    wakeMs: MOUNT_RETRY_MS,
  };
}

function containerContext(
  pod: Pod,
  before: PodStatus,
  context: PodContext,
  name: string,
  image: string,
): ContainerContext {
  return {
    now: context.now,
    podName: pod.metadata?.name ?? "",
    podNamespace: pod.metadata?.namespace ?? "",
    podUid: pod.metadata?.uid ?? "",
    podIp: before.podIP ?? context.podIp,
    restartPolicy: pod.spec?.restartPolicy ?? "Always",
    podStartedAt: millisOf(before.startTime, context.now),
    readyDelayMs: context.readyDelayMs,
    imageId: imageId(image, context.digests),
    configProblem: context.configProblems[name],
  };
}

/** Whether a container of this pod is still to be made, so that its configuration has to be there. */
export function awaitsStart(status: PodStatus | undefined): boolean {
  const statuses = status?.containerStatuses;
  return statuses === undefined || statuses.some((container) => container.state?.running === undefined);
}

/**
 * What a kubelet would make of a pod now. A pure function of the pod, its status and the time: calling it again without
 * a change answers the same.
 */
export function advancePod(pod: Pod, before: PodStatus, context: PodContext): PodStep {
  const neverRan = (before.containerStatuses ?? []).every((status) => status.containerID === undefined);
  if (context.volumeProblem !== undefined && neverRan) return mountStep(before, context, context.volumeProblem);
  const steps = (pod.spec?.containers ?? []).map((container) => {
    const status =
      before.containerStatuses?.find((candidate) => candidate.name === container.name) ?? initialStatus(container);
    return advanceContainer(
      container,
      status,
      containerContext(pod, before, context, container.name, container.image ?? ""),
    );
  });
  const statuses = steps.map((step) => step.status);
  const wakes = steps.flatMap((step) => (step.wakeMs === undefined ? [] : [step.wakeMs]));
  return {
    status: {
      ...before,
      phase: phaseOf(statuses, pod.spec?.restartPolicy ?? "Always"),
      conditions: conditions(before, statuses, context.now),
      containerStatuses: statuses,
    },
    events: steps.flatMap((step) => step.events),
    wakeMs: wakes.length === 0 ? undefined : Math.min(...wakes),
  };
}
