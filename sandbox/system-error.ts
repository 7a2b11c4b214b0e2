import { RolloutError } from "../config/errors";

/** The system's error code (`ENOENT`, `EEXIST`, …) of something thrown, if it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What something thrown says. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free about 1 GB and run the same command again",
  EACCES: "it cannot be written; change its owner or permissions and run the same command again",
  EROFS: "the file system is read-only; work on a copy of the project that can be written",
};

/** Runs work on the files of `directory`; what the system refuses becomes one line that says what to do. */
export async function explaining<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const remedy = REMEDIES[errorCode(error) ?? ""];
    if (remedy === undefined) throw error;
    throw new RolloutError(`${directory}: ${remedy} (${errorMessage(error)})`, undefined, { cause: error });
  }
}
