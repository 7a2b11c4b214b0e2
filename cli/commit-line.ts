import { relative } from "node:path";
import type { Session } from "../rollout/session";
import { stackFilePath } from "../rollout/stack-history";

/** A word as a shell reads it back unchanged. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that brings git in line with what was deployed. */
export function commitLine(session: Session, cause: string): string {
  const file = relative(process.cwd(), stackFilePath(session));
  return `commit the stack file: git commit -m ${quoted(`${session.stack}: ${cause}`)} -- ${quoted(file)}`;
}
