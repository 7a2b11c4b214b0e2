import { readFile, writeFile } from "node:fs/promises";
import { returnMessage, undoMessage } from "./change-cause";
import type { Program } from "./engine-run";
import type { Failure } from "./failure";
import { assertLive } from "./live";
import { messageOf } from "./message";
import { programToGoBackWith } from "./program-of";
import { restoredText } from "./restore";
import { historyOf, newestRevision } from "./revisions";
import type { Session } from "./session";
import { readHistory, stackFilePath } from "./stack-history";
import { undoTarget } from "./undo-target";
import { watchedUpdate } from "./watched-update";

/** How an environment was taken back after a failed update. */
export interface WayBack {
  /** Revision whose config was restored. */
  readonly target: number;
  /** Revision that it became; `undefined` if it failed. */
  readonly revision: number | undefined;
  /** What went wrong on the way; the cluster needs a person then. */
  readonly failure: Failure | undefined;
}

/** Whether an image is at fault. A full quota, or an error of Cloudflare's, is no reason to refuse the image next time. */
function blamesImages({ causes }: Failure): boolean {
  return causes.some(({ blamesImage }) => blamesImage);
}

/**
 * Takes the environment back to its newest revision, the stack file included. Nobody is asked, and a way back that fails is
 * not taken back in turn. It has no time limit but the engine's own: cut off, it would leave things half way.
 * @returns `undefined` if there is no revision to go back to
 */
export async function goBack(session: Session, failure: Failure): Promise<WayBack | undefined> {
  const { ui, project, stack } = session;
  const updates = await session.engine.history();
  if (!newestRevision(historyOf(updates, project))) {
    ui.progress(`${stack} has no earlier revision to go back to`);
    return undefined;
  }
  // The failed update is in the history by now, so this is the newest revision that was not undone.
  const target = undoTarget(updates, { project }).revision;
  ui.progress(`going back to revision ${target.number}: ${target.cause}`);
  const commit = await programToGoBackWith(session, target);
  const file = stackFilePath(session);
  const isOtherProgram = commit !== undefined;
  await writeFile(
    file,
    await restoredText(session, await readFile(file, "utf8"), target, undefined, { isOtherProgram }),
  );
  const message = (blamesImages(failure) ? undoMessage : returnMessage)(target.number, target.cause);
  const update = (program?: Program) =>
    watchedUpdate(session, {
      message: messageOf(message),
      program,
    });
  const outcome = await (isOtherProgram ? session.withProgramAt(commit, update) : update());
  if (outcome.result !== "done") return { target: target.number, revision: undefined, failure: outcome };
  await assertLive(session);
  return { target: target.number, revision: newestRevision(await readHistory(session))?.number, failure: undefined };
}
