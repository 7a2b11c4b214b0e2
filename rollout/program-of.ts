import { EXIT, RolloutError } from "../config/errors";
import type { Revision } from "./revisions";
import type { CodeChange, Session } from "./session";

const LOCK_FILE = "package-lock.json";
const LISTED = 5;

/** Tells how the program has changed since the revision, which its config alone does not undo, and what comes of that. */
function tellCode({ ui }: Session, { number }: Revision, { files }: CodeChange, consequence: string): void {
  const more = files.length > LISTED ? ` and ${files.length - LISTED} more` : "";
  ui.progress(`the program has changed since revision ${number}: ${files.slice(0, LISTED).join(", ")}${more}`);
  ui.progress(consequence);
}

function runsThat({ commits }: CodeChange): string {
  const revert = commits.length > 0 ? `, bring it in line with: git revert ${commits.join(" ")}` : "";
  return `this runs the program of that revision; the checkout is left alone${revert}`;
}

/**
 * Decides which program an undo runs.
 * @returns the commit of the program to run; `undefined` for today's
 * @throws RolloutError if the program of the revision is asked for and cannot be had
 */
export async function checkCode(session: Session, revision: Revision, withCode: boolean): Promise<string | undefined> {
  const { number, commit } = revision;
  const refuse = (why: string) =>
    new RolloutError(`--with-code: ${why}; leave it out to restore the config only`, EXIT.usage);
  const change = commit && (await session.codeSince(commit.id));
  if (withCode && !commit) throw refuse(`revision ${number} was not made from a git commit`);
  if (withCode && commit && !change)
    throw refuse(`git does not have commit ${commit.id} of revision ${number}; fetch it`);
  if (withCode && commit?.dirty)
    session.ui.progress(`revision ${number} was made with uncommitted edits: its program may have been another one`);
  if (!change || change.files.length === 0) return undefined;
  if (withCode && change.files.includes(LOCK_FILE)) throw refuse(`${LOCK_FILE} has changed since revision ${number}`);
  const configOnly = "this restores its config only; --with-code runs the program of that revision, too";
  tellCode(session, revision, change, withCode ? runsThat(change) : configOnly);
  return withCode ? commit.id : undefined;
}

/**
 * Decides which program takes an environment back by itself: that of the revision where it surely ran, since a change of the
 * program may be what failed, and would fail again. With uncommitted edits it may have been another one, and another lock
 * file asks for other modules: then it is today's, and people are told what to do if that fails, too.
 * @returns the commit of the program to run; `undefined` for today's
 */
export async function programToGoBackWith(session: Session, revision: Revision): Promise<string | undefined> {
  const { number, commit } = revision;
  const change = commit && (await session.codeSince(commit.id));
  if (!change || change.files.length === 0) return undefined;
  const needsModules = change.files.includes(LOCK_FILE);
  if (!needsModules && !commit.dirty) {
    tellCode(session, revision, change, runsThat(change));
    return commit.id;
  }
  const undo = `rollout undo ${session.stack} --to-revision ${number}`;
  const instead = needsModules ? `check out ${commit.id}, run npm ci, then ${undo}` : `${undo} --with-code`;
  tellCode(session, revision, change, `this restores its config only; if the program is at fault: ${instead}`);
  return undefined;
}
