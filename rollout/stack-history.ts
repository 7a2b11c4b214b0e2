import { join } from "node:path";
import { historyOf, type HistoryEntry } from "./revisions";
import type { Session } from "./session";

/** The stack's history, oldest first. */
export async function readHistory({ engine, project }: Session): Promise<HistoryEntry[]> {
  return historyOf(await engine.history(), project);
}

/** The stack file of a session. */
export function stackFilePath({ directory, stack }: Pick<Session, "directory" | "stack">): string {
  return join(directory, `Pulumi.${stack}.yaml`);
}
