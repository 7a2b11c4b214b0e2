import { createHash } from "node:crypto";

import { backoffReports, formatGo, pullState, restartDelayMs } from "./backoff";
import { logLines, terminationMessage } from "./container-log";
import { type Behaviour, behaviourOf } from "./image";
import { type Container, type ContainerState, type ContainerStatus, millisOf, type Terminated } from "./objects";
import type { PodEvent } from "./pod-event";
import { type ProbeFailure, readinessFailure, startingFailure } from "./probe-failure";

/** What a container's next step depends on, besides the container and its status. */
export interface ContainerContext {
  readonly now: number;
  readonly podName: string;
  readonly podNamespace: string;
  readonly podUid: string;
  readonly podIp: string;
  readonly restartPolicy: string;
  /** When the pod came to its node. */
  readonly podStartedAt: number;
  readonly readyDelayMs: number;
  readonly imageId: string;
  /** Why the container cannot be made, for example `configmap "x" not found`. */
  readonly configProblem: string | undefined;
}

/** A container's status from now on, what to report, and when to look again. */
export interface ContainerStep {
  readonly status: ContainerStatus;
  readonly events: readonly PodEvent[];
  /** Milliseconds until something changes by itself; `undefined` when nothing will. */
  readonly wakeMs: number | undefined;
}

/** How long a process that fails runs before it does. */
const FAILS_AFTER_MS = 1_000;
/** How long an ended container shows as such before it is restarted or backs off. */
const ENDED_SHOWN_MS = 1_000;
const SLOW_READY_MS = 20_000;
const CONFIG_RETRY_MS = 2_000;
const CONFIG_EVENT_MS = 10_000;

const waiting = (reason: string, message?: string): ContainerState => ({
  waiting: message === undefined ? { reason } : { reason, message },
});

/** A container that nothing has been done about yet. */
export function initialStatus(container: Container): ContainerStatus {
  return {
    name: container.name,
    image: container.image ?? "",
    imageID: "",
    ready: false,
    started: false,
    restartCount: 0,
    state: waiting("ContainerCreating"),
    lastState: {},
  };
}

const warning = (container: Container, reason: string, message: string, count: number): PodEvent => ({
  type: "Warning",
  reason,
  message,
  container: container.name,
  count,
});
const normal = (container: Container, reason: string, message: string, count: number): PodEvent => ({
  ...warning(container, reason, message, count),
  type: "Normal",
});

function missingImage(container: Container, status: ContainerStatus, context: ContainerContext): ContainerStep {
  const image = container.image ?? "";
  const pull = pullState(context.now - context.podStartedAt);
  const cause = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
  const backoff = `Back-off pulling image "${image}"`;
  const events = [
    normal(container, "Pulling", `Pulling image "${image}"`, pull.attempts),
    warning(container, "Failed", `Failed to pull image "${image}": ${cause}`, pull.attempts),
    warning(container, "Failed", "Error: ErrImagePull", pull.attempts),
  ];
  if (pull.backoffs > 0) {
    events.push(
      normal(container, "BackOff", backoff, pull.backoffs),
      warning(container, "Failed", "Error: ImagePullBackOff", pull.backoffs),
    );
  }
  const state = pull.backingOff
    ? waiting("ImagePullBackOff", `${backoff}: ErrImagePull: ${cause}`)
    : waiting("ErrImagePull", cause);
  return { status: { ...status, state }, events, wakeMs: pull.nextMs };
}

function pulledEvents(container: Container, restarts: number): PodEvent[] {
  const image = container.image ?? "";
  if (restarts > 0)
    return [normal(container, "Pulled", `Container image "${image}" already present on machine`, restarts)];
  return [
    normal(container, "Pulling", `Pulling image "${image}"`, 1),
    normal(
      container,
      "Pulled",
      `Successfully pulled image "${image}" in 312ms (312ms including waiting). Image size: 48234496 bytes.`,
      1,
    ),
  ];
}

/** Runs a container that waits, unless its image or its configuration is missing. */
function start(
  container: Container,
  status: ContainerStatus,
  context: ContainerContext,
  restarts: number,
): ContainerStep {
  if (behaviourOf(container.image ?? "") === "missing") return missingImage(container, status, context);
  const pulled = pulledEvents(container, restarts);
  if (context.configProblem !== undefined) {
    const count = 1 + Math.floor((context.now - context.podStartedAt) / CONFIG_EVENT_MS);
    const state = waiting("CreateContainerConfigError", context.configProblem);
    const failed = warning(container, "Failed", `Error: ${context.configProblem}`, count);
    return { status: { ...status, state }, events: [...pulled, failed], wakeMs: CONFIG_RETRY_MS };
  }
  const run = createHash("sha256").update(`${context.podUid}/${container.name}/${restarts}`).digest("hex");
  const running: ContainerStatus = {
    ...status,
    imageID: context.imageId,
    containerID: `containerd://${run}`,
    ready: false,
    started: container.startupProbe === undefined,
    restartCount: restarts,
    state: { running: { startedAt: new Date(context.now) } },
    lastState:
      status.state?.terminated === undefined ? (status.lastState ?? {}) : { terminated: status.state.terminated },
  };
  const count = restarts + 1;
  const events = [
    ...pulled,
    normal(container, "Created", `Created container: ${container.name}`, count),
    normal(container, "Started", `Started container ${container.name}`, count),
  ];
  return { status: running, events, wakeMs: 0 };
}

function ended(
  container: Container,
  status: ContainerStatus,
  context: ContainerContext,
  behaviour: Behaviour,
): ContainerStep {
  const startedAt = status.state?.running?.startedAt ?? new Date(context.now);
  const failed = behaviour !== "healthy";
  const lines = logLines({ behaviour, container: container.name, run: status.restartCount, ended: true });
  const terminated: Terminated = {
    exitCode: behaviour === "oom" ? 137 : failed ? 1 : 0,
    reason: behaviour === "oom" ? "OOMKilled" : failed ? "Error" : "Completed",
    startedAt,
    finishedAt: new Date(context.now),
    ...(status.containerID === undefined ? {} : { containerID: status.containerID }),
    ...(failed && container.terminationMessagePolicy === "FallbackToLogsOnError"
      ? { message: terminationMessage(lines) }
      : {}),
  };
  return {
    status: { ...status, ready: false, started: false, state: { terminated } },
    events: [],
    wakeMs: ENDED_SHOWN_MS,
  };
}

function probeEvents(
  container: Container,
  failure: ProbeFailure,
  sinceMs: number,
): { events: PodEvent[]; wakeMs: number } {
  const count = Math.max(0, 1 + Math.floor((sinceMs - failure.firstMs) / failure.periodMs));
  const events = count === 0 ? [] : [warning(container, "Unhealthy", failure.message, count)];
  return { events, wakeMs: failure.firstMs + failure.periodMs * count - sinceMs };
}

function running(container: Container, status: ContainerStatus, context: ContainerContext): ContainerStep {
  const behaviour = behaviourOf(container.image ?? "");
  const since = context.now - millisOf(status.state?.running?.startedAt, context.now);
  const fails = behaviour === "crash" || behaviour === "oom" || (behaviour === "flaky" && status.restartCount === 0);
  const endsAfter = fails ? FAILS_AFTER_MS : context.restartPolicy === "Always" ? undefined : context.readyDelayMs;
  if (endsAfter !== undefined) {
    if (since >= endsAfter) return ended(container, status, context, fails ? behaviour : "healthy");
    return { status, events: [], wakeMs: endsAfter - since };
  }
  if (behaviour === "unready") {
    const probe = probeEvents(container, readinessFailure(container, context.podIp), since);
    return { status: { ...status, started: true }, ...probe };
  }
  const readyAfter = behaviour === "slow" ? Math.max(SLOW_READY_MS, context.readyDelayMs) : context.readyDelayMs;
  if (since >= readyAfter) return { status: { ...status, ready: true, started: true }, events: [], wakeMs: undefined };
  const left = readyAfter - since;
  if (behaviour !== "slow") return { status, events: [], wakeMs: left };
  const probe = probeEvents(container, startingFailure(container, context.podIp), since);
  return { status, events: probe.events, wakeMs: Math.min(left, probe.wakeMs) };
}

/** A container that has ended: it stays so, runs again, or waits for that, as its pod's restart policy says. */
function afterEnd(
  container: Container,
  status: ContainerStatus,
  context: ContainerContext,
  last: Terminated,
): ContainerStep {
  const stays = context.restartPolicy === "Never" || (context.restartPolicy === "OnFailure" && last.exitCode === 0);
  if (stays) return { status, events: [], wakeMs: undefined };
  const since = context.now - millisOf(last.finishedAt, context.now);
  const delay = restartDelayMs(status.restartCount + 1);
  if (since < ENDED_SHOWN_MS && status.state?.terminated !== undefined) {
    return { status, events: [], wakeMs: ENDED_SHOWN_MS - since };
  }
  if (since >= delay) return start(container, status, context, status.restartCount + 1);
  const pod = `${context.podName}_${context.podNamespace}(${context.podUid})`;
  const message = `back-off ${formatGo(delay)} restarting failed container=${container.name} pod=${pod}`;
  const reports = backoffReports(status.restartCount + 1, since);
  const event = warning(
    container,
    "BackOff",
    `Back-off restarting failed container ${container.name} in pod ${pod}`,
    reports.count,
  );
  const next: ContainerStatus = {
    ...status,
    state: waiting("CrashLoopBackOff", message),
    lastState: { terminated: last },
  };
  return { status: next, events: [event], wakeMs: Math.min(delay - since, reports.nextMs) };
}

/** What a kubelet would make of a container now. */
export function advanceContainer(
  container: Container,
  status: ContainerStatus,
  context: ContainerContext,
): ContainerStep {
  if (status.state?.running !== undefined) return running(container, status, context);
  const last =
    status.state?.terminated ??
    (status.state?.waiting?.reason === "CrashLoopBackOff" ? status.lastState?.terminated : undefined);
  return last === undefined
    ? start(container, status, context, status.restartCount)
    : afterEnd(container, status, context, last);
}
