import { hostname, userInfo } from "node:os";
import { composeMessage } from "./change-cause";
import { actorOf } from "./who";

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no user has.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

/** The message of an update that is made here: its cause, and who makes it. */
export function messageOf(cause: string, forced?: string): string {
  return composeMessage({ cause, by: actorOf(process.env, userName(), hostname()), forced });
}
