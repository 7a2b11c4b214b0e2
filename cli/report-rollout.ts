import { relative } from "node:path";
import { EXIT, RolloutError } from "../config/errors";
import type { Failure } from "../rollout/failure";
import { shownPlan } from "../rollout/plan";
import type { RolloutResult } from "../rollout/roll-out";
import type { Session } from "../rollout/session";
import { kindOf, visibleSteps } from "./format-steps";
import type { Io } from "./io";

/** One line that names why: the pods' causes, or else what the engine said. */
export function causeLine({ causes, problems }: Failure): string {
  const lines = causes.length > 0 ? causes.map(({ message }) => message) : problems.map(({ message }) => message);
  return lines[0] ?? "the engine gave no reason";
}

function jsonOf({ plan, failure, ...rest }: RolloutResult): string {
  const shown = { ...rest, plan: shownPlan(plan), causes: failure?.causes ?? [], problems: failure?.problems ?? [] };
  return JSON.stringify(shown, null, 2);
}

function wayBackLine({ stack, wayBack }: RolloutResult): string[] {
  if (!wayBack) return [];
  const { target, revision, failure } = wayBack;
  if (failure)
    return [
      `${stack} could not be taken back to revision ${target}: ${causeLine(failure)}`,
      `next: rollout status ${stack}`,
    ];
  return [`${stack} is back on revision ${target}, as revision ${revision ?? "?"}; its stack file too`];
}

function interruptedLines({ stack, steps }: RolloutResult): string[] {
  const begun = visibleSteps(steps).map((step) => `${kindOf(step)} ${step.object?.name ?? step.name}`);
  return [
    begun.length > 0
      ? `${stack}: stopped half way, after work on ${begun.join(", ")} had begun; everything else is as it was`
      : `${stack}: stopped before anything was changed`,
    `next: rollout up ${stack} to go on, or rollout undo ${stack} to go back`,
  ];
}

function failureText(session: Session, result: RolloutResult): string {
  const { stack, outcome, failure, evidenceDirectory, surprises } = result;
  if (outcome === "interrupted") return interruptedLines(result).join("\n");
  if (outcome === "declined") return `${stack}: nothing was changed`;
  if (surprises.length > 0)
    return [`${stack}: what was done is not what was shown:`, ...surprises.map((line) => `  ${line}`)].join("\n");
  const why = outcome === "timed-out" ? "did not finish in time" : "failed";
  return [
    `${stack}: the rollout ${why}${failure ? `: ${causeLine(failure)}` : ""}`,
    ...(evidenceDirectory ? [`evidence: ${relative(process.cwd(), evidenceDirectory)}`] : []),
    ...wayBackLine(result),
    ...(result.wayBack ? [] : [`next: rollout undo ${session.stack}`]),
  ].join("\n");
}

function successText({ stack, outcome, revision, cause, removed }: RolloutResult): string[] {
  if (outcome === "planned") return [];
  const runs = revision === undefined ? "runs what its stack file says" : `runs revision ${revision}`;
  return [
    outcome === "nothing-to-do" ? `nothing to do: ${stack} ${runs}` : `${stack} ${runs}: ${cause}`,
    ...(removed.length > 0 ? [`removed what no pod needs any more: ${removed.join(", ")}`] : []),
  ];
}

/**
 * Prints how a rollout went.
 * @param next - lines for people about what to do next, after a success
 * @throws RolloutError with the exit code if it did not succeed
 */
export function reportRollout(
  io: Io,
  session: Session,
  result: RolloutResult,
  { json, next = [] }: { json: boolean; next?: readonly string[] },
): void {
  if (json) io.result(session.redact(jsonOf(result)));
  else {
    const lines = result.exitCode === EXIT.done ? [...successText(result), ...next] : [];
    if (lines.length > 0) io.result(lines.join("\n"));
  }
  if (result.exitCode !== EXIT.done)
    throw new RolloutError(session.redact(failureText(session, result)), result.exitCode);
}
