import type { Container, Probe } from "./objects";

/** A probe that fails, in the kubelet's words. */
export interface ProbeFailure {
  readonly message: string;
  /** Milliseconds after the start at which it fails first. */
  readonly firstMs: number;
  readonly periodMs: number;
}

const DEFAULT_PERIOD_SECONDS = 10;

function portNumber(container: Container, port: number | string | undefined): number | string {
  if (typeof port === "number") return port;
  return container.ports?.find((candidate) => candidate.name === port)?.containerPort ?? port ?? 80;
}

function refused(container: Container, probe: Probe | undefined, podIp: string): string {
  const get = probe?.httpGet;
  const port = portNumber(container, get?.port ?? probe?.tcpSocket?.port ?? container.ports?.[0]?.containerPort);
  const dial = `dial tcp ${podIp}:${port}: connect: connection refused`;
  if (get === undefined) return dial;
  return `Get "${(get.scheme ?? "HTTP").toLowerCase()}://${podIp}:${port}${get.path ?? "/"}": ${dial}`;
}

/** A kubelet probes as soon as the initial delay is over; a moment is left for the process to start. */
const FIRST_PROBE_MS = 1_000;

function timing(probe: Probe | undefined): Pick<ProbeFailure, "firstMs" | "periodMs"> {
  return {
    firstMs: (probe?.initialDelaySeconds ?? 0) * 1000 + FIRST_PROBE_MS,
    periodMs: (probe?.periodSeconds ?? DEFAULT_PERIOD_SECONDS) * 1000,
  };
}

/** A container that runs but answers its readiness probe with an error. */
export function readinessFailure(container: Container, podIp: string): ProbeFailure {
  const probe = container.readinessProbe;
  const answers = probe?.tcpSocket === undefined;
  const why = answers ? "HTTP probe failed with statuscode: 503" : refused(container, probe, podIp);
  return { message: `Readiness probe failed: ${why}`, ...timing(probe) };
}

/** A container whose process has not opened its port yet; the startup probe goes first where there is one. */
export function startingFailure(container: Container, podIp: string): ProbeFailure {
  const probe = container.startupProbe ?? container.readinessProbe;
  const kind = container.startupProbe === undefined ? "Readiness" : "Startup";
  return { message: `${kind} probe failed: ${refused(container, probe, podIp)}`, ...timing(probe) };
}
