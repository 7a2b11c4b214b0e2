import { readFile } from "node:fs/promises";
import { EXIT, RolloutError } from "../config/errors";
import { undoMessage } from "./change-cause";
import { isUnchanged } from "./config-diff";
import { guardEdits } from "./guard-edits";
import { checkCode } from "./program-of";
import { restoredText } from "./restore";
import type { Revision } from "./revisions";
import { rollOut, type RolloutResult } from "./roll-out";
import type { Session } from "./session";
import { readPast, stackFilePath } from "./stack-history";
import { undoTarget } from "./undo-target";

/** What is to go back. */
export interface UndoOptions {
  /**
   * Number of the revision to restore.
   * @default - the newest earlier one that differs and was not undone; after a failed update the newest one
   */
  readonly toRevision?: number | undefined;
  /**
   * Services of which only image and release note go back.
   * @default - the whole environment
   */
  readonly services?: readonly string[] | undefined;
  /** Gives up edits to the stack file that were never deployed; a copy of the file is kept. */
  readonly discardEdits: boolean;
  /** Runs the program of the revision's commit instead of today's. */
  readonly withCode: boolean;
  readonly dryRun?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
}

/** How an undo went. */
export interface UndoResult extends RolloutResult {
  /** Number of the revision that was restored. */
  readonly target: number;
}

function refuseCurrent({ stack }: Session, { number, cause }: Revision): RolloutError {
  return new RolloutError(
    `${stack} runs revision ${number} already (${cause}); name another one with --to-revision`,
    EXIT.usage,
  );
}

/**
 * Restores an earlier revision as a new, higher one. What is shown is what is done.
 * @throws RolloutError if there is no such revision, it is what the cluster runs, or the stack file holds other edits
 */
export async function undo(session: Session, options: UndoOptions): Promise<UndoResult> {
  const { project, engine } = session;
  const { services } = options;
  const text = await readFile(stackFilePath(session), "utf8");
  // A revision may differ in a secret only.
  const withSecrets = session.valuesOf(text)[`${project}:secrets`] !== undefined;
  const [past, decrypted] = await Promise.all([
    readPast(session),
    withSecrets ? engine.history({ withSecrets }) : undefined,
    engine.load(),
  ]);
  const updates = decrypted ?? past.updates;
  const cutOff = past.pending.length > 0;
  const { revision } = undoTarget(updates, { project, toRevision: options.toRevision, services, cutOff });
  await guardEdits(session, text, updates, options);
  const commit = await checkCode(session, revision, options.withCode);
  const restored = await restoredText(session, text, revision, services, { isOtherProgram: commit !== undefined });
  const go = async (program?: () => unknown): Promise<UndoResult> => {
    const result = await rollOut(session, {
      text: restored,
      past,
      cause: undoMessage(revision.number, revision.cause, services),
      // A rollback is never rolled back.
      undoOnFailure: false,
      dryRun: options.dryRun,
      timeoutMs: options.timeoutMs,
      program,
    });
    if (result.outcome === "nothing-to-do" && isUnchanged(result.plan.config)) throw refuseCurrent(session, revision);
    return { ...result, target: revision.number };
  };
  return commit === undefined ? go() : session.withProgramAt(commit, go);
}
