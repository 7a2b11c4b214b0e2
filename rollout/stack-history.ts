import { join } from "node:path";
import { historyOf, type HistoryEntry } from "./revisions";
import type { Session } from "./session";
import type { PendingOperation } from "./stack-state";
import type { Update } from "./update";

/** What was done to a stack so far. */
export interface StackPast {
  /** Its whole history, newest first. */
  readonly updates: readonly Update[];
  /** What an update that was cut off, or one that still runs, has begun. */
  readonly pending: readonly PendingOperation[];
}

/** Reads what was done to a stack. */
export async function readPast({ engine }: Pick<Session, "engine">): Promise<StackPast> {
  const [updates, { pending }] = await Promise.all([engine.history(), engine.state()]);
  return { updates, pending };
}

/** The stack's history, oldest first. */
export async function readHistory({ engine, project }: Session): Promise<HistoryEntry[]> {
  return historyOf(await engine.history(), project);
}

/** The stack file of a session. */
export function stackFilePath({ directory, stack }: Pick<Session, "directory" | "stack">): string {
  return join(directory, `Pulumi.${stack}.yaml`);
}
