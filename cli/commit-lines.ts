import { relative } from "node:path";
import { git } from "../offline/git";
import type { RolloutResult } from "../rollout/roll-out";
import type { Session } from "../rollout/session";
import { stackFilePath } from "../rollout/stack-history";

/** A word as a shell reads it back unchanged. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Whether git tracks a file. It does not where it ignores it, as the stack files of the sandbox, nor outside of a repository. */
function isTracked(directory: string, file: string): Promise<boolean> {
  return git(directory, "ls-files", "--error-unmatch", "--", file).then(
    () => true,
    () => false,
  );
}

/** The command that brings git in line with what was deployed; none where nothing was, or git does not track the stack file. */
export async function commitLines(
  session: Pick<Session, "directory" | "stack">,
  result: Pick<RolloutResult, "outcome" | "cause">,
): Promise<readonly string[]> {
  const path = stackFilePath(session);
  if (result.outcome !== "done" || !(await isTracked(session.directory, path))) return [];
  const message = quoted(`${session.stack}: ${result.cause}`);
  return [`commit the stack file: git commit -m ${message} -- ${quoted(relative(process.cwd(), path))}`];
}
