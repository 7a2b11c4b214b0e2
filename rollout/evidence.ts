import type { CoreV1Event, V1ContainerState, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster";
import type { Cause } from "./diagnosis/cause";
import { inOrder, occurrenceOf } from "./diagnosis/occurrence";
import { eventsAbout, releaseOf } from "./diagnosis/release";
import type { Snapshot } from "./diagnosis/snapshot";

/** What a cluster said about a rollout that failed. Plain data; pod specs and values of variables are no part of it. */
export interface Evidence {
  readonly collectedAt: Date;
  readonly services: readonly ServiceEvidence[];
}

/** What is known about the failure of one service. */
export interface ServiceEvidence {
  readonly cause: Cause;
  /** About the Deployment and its new ReplicaSet. */
  readonly events: readonly EventEvidence[];
  readonly pods: readonly PodEvidence[];
}

/** What is known about one pod of the failed release. */
export interface PodEvidence {
  readonly name: string;
  readonly node: string | undefined;
  readonly phase: string | undefined;
  readonly containers: readonly ContainerEvidence[];
  readonly events: readonly EventEvidence[];
}

/** What is known about one container. */
export interface ContainerEvidence {
  readonly name: string;
  readonly image: string;
  /** `waiting: CrashLoopBackOff`, `terminated: OOMKilled, exit code 137` … */
  readonly state: string;
  /** How the run before ended. */
  readonly lastState: string | undefined;
  readonly restarts: number;
  /** Last lines of the present run. */
  readonly log: string | undefined;
  /** Last lines of the run before. */
  readonly previousLog: string | undefined;
}

/** One kind of thing that happened. */
export interface EventEvidence {
  readonly lastSeen: Date;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

const EVENTS = 20;
const LOG_LINES = 50;
/** All pods of a release fail alike; the named ones and a few more show it. */
const PODS = 3;

const REDACTED = "[secret]";
/** A shorter text is found in half of all words. */
const SHORTEST_SECRET = 4;
/** A line of a key or certificate, and not a bracket that stands alone. */
const SHORTEST_SECRET_LINE = 8;

/**
 * Hides known secret values in a text, also where they are quoted, encoded for a URL or in base64, or spread over
 * indented lines.
 *
 * @param secrets - the values; those under four characters would make the text unreadable and stay
 */
export function redact(text: string, secrets: readonly string[]): string {
  const lines = secrets.flatMap((secret) => secret.split("\n")).filter((line) => line.length >= SHORTEST_SECRET_LINE);
  const forms = [...secrets.filter(({ length }) => length >= SHORTEST_SECRET), ...lines].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ]);
  // The longest first: a secret may be a part of another.
  return forms
    .sort((a, b) => b.length - a.length)
    .reduce((redacted, form) => redacted.replaceAll(form, REDACTED), text);
}

function describeState(state: V1ContainerState | undefined): string | undefined {
  if (state?.running) return `running since ${state.running.startedAt?.toISOString() ?? "an unknown time"}`;
  if (state?.waiting) {
    const { reason = "unknown reason", message } = state.waiting;
    return `waiting: ${reason}${message === undefined ? "" : `, ${message}`}`;
  }
  if (!state?.terminated) return undefined;
  const { reason = "unknown reason", exitCode } = state.terminated;
  return `terminated: ${reason}, exit code ${exitCode}`;
}

function eventEvidence(events: readonly CoreV1Event[]): EventEvidence[] {
  return inOrder(events)
    .slice(-EVENTS)
    .map((event) => {
      const { last, count } = occurrenceOf(event);
      const { type = "Normal", reason = "", message = "" } = event;
      return { lastSeen: last, type, reason, message, count };
    });
}

async function containerEvidence(cluster: Cluster, pod: V1Pod, status: V1ContainerStatus) {
  const { name, image, state, lastState, restartCount } = status;
  const podName = { namespace: pod.metadata?.namespace ?? "", name: pod.metadata?.name ?? "" };
  const logOf = async (previous: boolean): Promise<string | undefined> => {
    // A failed look at a log must not cost the rest of the evidence.
    const log = await cluster.logs(podName, name, { previous, tailLines: LOG_LINES }).catch(() => undefined);
    return log === undefined || log === "" ? undefined : log.trimEnd();
  };
  const [log, previousLog] = await Promise.all([logOf(false), restartCount === 0 ? undefined : logOf(true)]);
  return {
    name,
    image,
    state: describeState(state) ?? "unknown",
    lastState: describeState(lastState),
    restarts: restartCount,
    log,
    previousLog,
  };
}

async function podEvidence(cluster: Cluster, pod: V1Pod, snapshot: Snapshot): Promise<PodEvidence> {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return {
    name: pod.metadata?.name ?? "",
    node: pod.spec?.nodeName,
    phase: pod.status?.phase,
    containers: await Promise.all(statuses.map((status) => containerEvidence(cluster, pod, status))),
    events: eventEvidence(eventsAbout(pod, snapshot)),
  };
}

async function serviceEvidence(cluster: Cluster, snapshot: Snapshot, cause: Cause): Promise<ServiceEvidence> {
  const release = releaseOf(snapshot, cause.service, snapshot.takenAt);
  const owners = [release?.deployment, release?.replicaSet].filter((owner) => owner !== undefined);
  const failing = (release?.pods ?? [])
    .filter(({ containers }) => containers.length === 0 || containers.some(({ status }) => !status.ready))
    .sort((a, b) => Number(b.name === cause.pod) - Number(a.name === cause.pod))
    .slice(0, PODS);
  return {
    cause,
    events: eventEvidence(owners.flatMap((owner) => eventsAbout(owner, snapshot))),
    pods: await Promise.all(failing.map(({ pod }) => podEvidence(cluster, pod, snapshot))),
  };
}

/**
 * Gathers what the cluster has to say about failed services: container states, events, and the last log lines of the
 * present and the previous run. Nothing that fails on the way keeps it from gathering the rest. What an application has
 * logged is part of it, so whoever shows or keeps it applies {@link redact}.
 */
export async function collectEvidence(
  cluster: Cluster,
  snapshot: Snapshot,
  causes: readonly Cause[],
): Promise<Evidence> {
  return {
    collectedAt: snapshot.takenAt,
    services: await Promise.all(causes.map((cause) => serviceEvidence(cluster, snapshot, cause))),
  };
}

const indent = (lines: readonly string[], by = "  "): string[] => lines.map((line) => `${by}${line}`);

const clock = (time: Date): string => time.toISOString().slice(11, 19);

function eventLines(events: readonly EventEvidence[]): string[] {
  if (events.length === 0) return [];
  return [
    "events (UTC):",
    ...indent(
      events.map(({ lastSeen, type, reason, message, count }) => {
        const times = count === 1 ? "" : ` (${count} times)`;
        return `${clock(lastSeen)} ${type} ${reason}${times}: ${message.trim().replaceAll(/\s+/g, " ")}`;
      }),
    ),
  ];
}

function logLines(title: string, log: string | undefined): string[] {
  return log === undefined ? [] : [`${title}:`, ...indent(log.split("\n"), "  | ")];
}

function containerLines({ name, image, state, lastState, restarts, log, previousLog }: ContainerEvidence): string[] {
  return [
    `container ${name}, image ${image}, ${restarts} restarts`,
    ...indent([
      state,
      ...(lastState === undefined ? [] : [`before that ${lastState}`]),
      ...logLines("last log lines of the previous run", previousLog),
      ...logLines("last log lines", log),
    ]),
  ];
}

function podLines({ name, node, phase = "unknown", containers, events }: PodEvidence): string[] {
  const place = node === undefined ? "on no node" : `on ${node}`;
  return [`pod ${name}: ${phase}, ${place}`, ...indent([...containers.flatMap(containerLines), ...eventLines(events)])];
}

function serviceLines({ cause, events, pods }: ServiceEvidence): string[] {
  return [cause.message, ...indent([...eventLines(events), ...pods.flatMap(podLines)])];
}

/** Evidence as text for people: the cause in the first line of each service, what the cluster said of it below. */
export function formatEvidence({ services }: Evidence): string {
  return services.map((service) => serviceLines(service).join("\n")).join("\n\n");
}
