import type { V1Probe } from "@kubernetes/client-node";
import { exitsOf } from "./exits";
import { secondsSince } from "./occurrence";
import { oneLine } from "./one-line";
import { firstInContainers, type ReleaseContainer, type Rule } from "./release";
import type { Finding } from "./cause";

type ProbeName = "startup" | "readiness" | "liveness";

/** Probes are sent at a moment of the kubelet's choice within the period, and their answers take a moment. */
const SLACK_SECONDS = 2;
/** As for a crash: the first restarts may help. */
const KILLS = 3;

/** Seconds that a probe may fail for, with Kubernetes' defaults. */
function budgetSeconds(probe: V1Probe | undefined): number {
  if (!probe) return 0;
  return (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3);
}

/** The kubelet's last word about a failing probe, without its prefix. */
function probeError({ events }: ReleaseContainer, name: ProbeName): string | undefined {
  const prefix = new RegExp(`^${name} probe (?:failed|errored)[^:]*: `, "i");
  const said = events.findLast(({ reason, message }) => reason === "Unhealthy" && prefix.test(message ?? ""));
  return said?.message === undefined ? undefined : oneLine(said.message.replace(prefix, ""));
}

const wasKilledBy = ({ events }: ReleaseContainer, name: ProbeName): boolean =>
  events.some(({ reason, message }) => reason === "Killing" && message?.includes(`failed ${name} probe`));

const finding = (message: string): Omit<Finding, "pod" | "container"> => ({
  kind: "probe",
  message,
  blamesImage: true,
});

function neverStarted(container: ReleaseContainer, now: Date) {
  const error = probeError(container, "startup");
  if (error === undefined || container.status.started === true) return undefined;
  const budget = budgetSeconds(container.spec?.startupProbe);
  const runsFor = secondsSince(container.status.state?.running?.startedAt ?? now, now);
  if (!wasKilledBy(container, "startup") && runsFor <= budget + SLACK_SECONDS) return undefined;
  return finding(`container ${container.name} did not pass its startup probe within ${budget} s: ${error}`);
}

/**
 * The startup probe's budget is the time that a healthy start may take, and the readiness probe may fail for its own
 * budget on top. Without a startup probe nothing says how long a start may take but the progress deadline.
 */
function neverReady(container: ReleaseContainer, now: Date) {
  const { startupProbe, readinessProbe } = container.spec ?? {};
  const { started, ready, state } = container.status;
  const error = probeError(container, "readiness");
  if (!startupProbe || error === undefined || started !== true || ready || !state?.running) return undefined;
  const budget = budgetSeconds(startupProbe) + budgetSeconds(readinessProbe);
  if (secondsSince(state.running.startedAt ?? now, now) <= budget + SLACK_SECONDS) return undefined;
  return finding(`container ${container.name} did not pass its readiness probe within ${budget} s: ${error}`);
}

function killedAgain(container: ReleaseContainer) {
  const exits = exitsOf(container);
  const error = probeError(container, "liveness");
  if (!exits || exits.count < KILLS || error === undefined || !wasKilledBy(container, "liveness")) return undefined;
  return finding(`container ${container.name} was restarted ${exits.count} times by its liveness probe: ${error}`);
}

/** A container that runs, but whose probes have used up the time that they give it. */
export const failingProbe: Rule = (release) =>
  firstInContainers(
    release,
    (container) => neverStarted(container, release.now) ?? neverReady(container, release.now) ?? killedAgain(container),
  );
