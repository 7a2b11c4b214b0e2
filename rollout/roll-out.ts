import { readFile, writeFile } from "node:fs/promises";
import { EXIT } from "../config/errors";
import { defaultCause } from "./change-cause";
import type { Program } from "./engine-run";
import { keepEvidence } from "./evidence-files";
import type { Failure } from "./failure";
import { goBack, type WayBack } from "./go-back";
import { interruptibly, uninterrupted } from "./interrupts";
import { assertLive, findLive, removeRetiredConfig } from "./live";
import { messageOf } from "./message";
import type { Plan } from "./plan";
import { makePlan } from "./make-plan";
import { settlePending } from "./repair";
import { historyOf, isUnsettled, newestRevision } from "./revisions";
import type { Session } from "./session";
import { readHistory, readPast, stackFilePath, type StackPast } from "./stack-history";
import { differingSteps, type Step } from "./steps";
import type { Update } from "./update";
import { watchedUpdate, type UpdateOutcome } from "./watched-update";

/** What to roll out, and how. */
export interface RolloutRequest {
  /** Text that the stack file gets. */
  readonly text: string;
  /**
   * Change cause.
   * @default - what changes, in one line
   */
  readonly cause?: string | undefined;
  /** Why a refusal was overruled; recorded beside the cause. */
  readonly forced?: string | undefined;
  /** Whether a rollout that cannot succeed is taken back to the newest revision. */
  readonly undoOnFailure: boolean;
  /** Shows the plan and stops. */
  readonly dryRun?: boolean | undefined;
  /** Milliseconds until the update is stopped; no limit of ours if absent. */
  readonly timeoutMs?: number | undefined;
  /** Another program than the stack's own. */
  readonly program?: Program | undefined;
  /**
   * What was done to the stack, where it was looked at just now.
   * @default - it is read
   */
  readonly past?: StackPast | undefined;
  /**
   * Looks at the plan and at the history, newest first, before anybody is asked.
   * @throws RolloutError to refuse it
   */
  readonly review?: ((plan: Plan, updates: readonly Update[]) => void) | undefined;
}

/** How it went. */
export interface RolloutResult {
  readonly stack: string;
  readonly outcome: "done" | "nothing-to-do" | "declined" | "planned" | "failed" | "interrupted" | "timed-out";
  /** Revision that the cluster is known to run now. */
  readonly revision: number | undefined;
  /** Change cause of the update. */
  readonly cause: string;
  readonly plan: Plan;
  /** Steps that were applied. */
  readonly steps: readonly Step[];
  /** Steps that were applied but not shown before, or shown and not applied. */
  readonly surprises: readonly string[];
  readonly failure: Failure | undefined;
  /** Folder with everything that was found out about the failure. */
  readonly evidenceDirectory: string | undefined;
  /** How the environment was taken back; `undefined` if it was not. */
  readonly wayBack: WayBack | undefined;
  /** Names of retained ConfigMaps and Secrets that nothing needed any more, and that were deleted. */
  readonly removed: readonly string[];
  readonly exitCode: number;
}

function describeSurprises(shown: readonly Step[], done: readonly Step[]): string[] {
  const { unannounced, omitted } = differingSteps(shown, done);
  const text = ({ operation, type, name, fields }: Step) =>
    [`${operation} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`, ...fields].join(" ");
  return [
    ...unannounced.map((step) => `was done but not shown: ${text(step)}`),
    ...omitted.map((step) => `was shown but not done: ${text(step)}`),
  ];
}

/** The stack's history once nothing is left half done. */
async function settled(session: Session, { updates, pending }: StackPast): Promise<readonly Update[]> {
  if (pending.length === 0) return updates;
  await settlePending(session);
  return session.engine.history();
}

/**
 * Rolls a stack file out: shows what would happen, asks, updates, watches, and looks at what is live. Nothing is changed
 * before the answer, not even the stack file.
 *
 * @throws Overtaken if somebody else updates the stack after the look ahead
 * @throws RolloutError if it is refused, or if afterwards the cluster does not run what the stack says
 */
export async function rollOut(session: Session, request: RolloutRequest): Promise<RolloutResult> {
  const { stack, project, ui } = session;
  const { text, program } = request;
  // Another program refuses by itself in the look ahead; today's may not know what it needs.
  const check = async () => (program ? undefined : session.check(text));
  const past = request.past ?? (await Promise.all([readPast(session), check()]))[0];
  const updates = request.dryRun ? past.updates : await settled(session, past);
  const newest = newestRevision(historyOf(updates, project));
  const isToCheck = request.past !== undefined && program === undefined;
  const plan = await interruptibly(session, () =>
    makePlan(session, { text, updates, cause: request.cause, program, isToCheck }),
  );
  request.review?.(plan, updates);
  ui.plan(plan);
  const cause = request.cause ?? defaultCause(newest?.update.config, plan.values, project);
  const base: Omit<RolloutResult, "outcome" | "exitCode"> = {
    stack,
    cause,
    plan,
    revision: newest?.number,
    steps: [],
    surprises: [],
    failure: undefined,
    evidenceDirectory: undefined,
    wayBack: undefined,
    removed: [],
  };
  if (request.dryRun) return { ...base, outcome: "planned", exitCode: EXIT.done };

  const file = stackFilePath(session);
  const before = await readFile(file, "utf8");
  const isSettled = plan.wouldBe === undefined && !isUnsettled(updates);
  const live = isSettled ? await findLive(session) : undefined;
  if (live) {
    if (before !== text) await writeFile(file, text);
    // A rollout that was killed may have come to this point, and no further.
    const removed = await removeRetiredConfig(live);
    return { ...base, outcome: "nothing-to-do", removed, exitCode: EXIT.done };
  }
  if (!(await ui.confirm(`Update ${stack}?`))) return { ...base, outcome: "declined", exitCode: EXIT.failed };

  await writeFile(file, text);
  const outcome = await watchedUpdate(session, {
    message: messageOf(cause, request.forced),
    program: request.program,
    isPlanned: true,
    connection: plan.connection,
    timeoutMs: request.timeoutMs,
  }).catch(async (error: unknown) => {
    // Nothing was begun, for instance because somebody else is updating the stack.
    await writeFile(file, before);
    throw error;
  });
  return outcome.result === "done" ? finish(session, base, outcome) : fail(session, base, outcome, request);
}

type Base = Omit<RolloutResult, "outcome" | "exitCode">;

async function finish(session: Session, base: Base, { steps }: UpdateOutcome): Promise<RolloutResult> {
  const look = () => Promise.all([assertLive(session).then(removeRetiredConfig), readHistory(session)]);
  const [removed, history] = await uninterrupted(session, "the update is done; looking at what is live", look);
  const revision = newestRevision(history)?.number;
  const surprises = describeSurprises(base.plan.steps, steps);
  const exitCode = surprises.length > 0 ? EXIT.failed : EXIT.done;
  return { ...base, outcome: "done", revision, steps, surprises, removed, exitCode };
}

async function fail(
  session: Session,
  base: Base,
  { result, steps, causes, problems, evidence }: UpdateOutcome,
  { text, undoOnFailure }: RolloutRequest,
): Promise<RolloutResult> {
  const failure: Failure = { causes, problems, evidence };
  const failed: RolloutResult = {
    ...base,
    outcome: result === "interrupted" || result === "timed-out" ? result : "failed",
    revision: undefined,
    steps,
    failure,
    exitCode: result === "timed-out" ? EXIT.timedOut : EXIT.failed,
  };
  if (result === "interrupted") return failed;
  const keep = async () => {
    const evidenceDirectory = await keepEvidence(session, failure, text);
    session.ui.failure(failure);
    return { ...failed, evidenceDirectory };
  };
  if (!undoOnFailure) return keep();
  return uninterrupted(session, "going back to the last good revision", async () => {
    const kept = await keep();
    const wayBack = await goBack(session, failure);
    return { ...kept, wayBack, revision: wayBack?.revision };
  });
}
