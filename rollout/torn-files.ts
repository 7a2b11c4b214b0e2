import { readdir, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const SCHEME = "file://";

/**
 * Folder of a backend that keeps its files on a disk; `undefined` for any other one.
 *
 * @param url - as `pulumi whoami` tells it
 * @param directory - what a relative path starts from
 */
export function backendFolder(url: string, directory: string): string | undefined {
  if (!url.startsWith(SCHEME)) return undefined;
  const path = url.slice(SCHEME.length).replace(/\?.*$/, "");
  return resolve(directory, path.replace(/^~(?=\/|$)/, homedir()));
}

// Such a backend puts a file in the place of another as a whole, but writes the attributes beside it in place, and takes
// whatever is in the folder of the locks for a lock (gocloud.dev: blob/fileblob/attrs.go; pulumi: pkg/backend/diy/lock.go).
const WRITTEN_IN_PLACE = /\.attrs$|[/\\]locks[/\\].*\.tmp$/;

/**
 * Removes files that are empty because the engine that wrote them was killed just then. An empty file of attributes makes
 * the file beside it unreadable; without one that file is as good.
 *
 * @param folder - of the backend
 * @returns how many there were
 */
export async function removeTornFiles(folder: string): Promise<number> {
  const found = await readdir(join(folder, ".pulumi"), { recursive: true, withFileTypes: true });
  const suspects = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => WRITTEN_IN_PLACE.test(path));
  const isTorn = await Promise.all(suspects.map(async (path) => (await stat(path)).size === 0));
  const torn = suspects.filter((_, i) => isTorn[i]);
  await Promise.all(torn.map((path) => rm(path, { force: true })));
  return torn.length;
}

/** Where an engine keeps the states of stacks. */
export interface Backend {
  /** As `pulumi whoami` tells it. */
  url(): Promise<string | undefined>;
  /** Project folder. */
  readonly directory: string;
}

async function mend(backend: Backend): Promise<boolean> {
  try {
    const folder = backendFolder((await backend.url()) ?? "", backend.directory);
    return folder !== undefined && (await removeTornFiles(folder)) > 0;
  } catch {
    // Then the error that there is already says more.
    return false;
  }
}

// What the CLI says of attributes that it read in the instant in which an engine at work had begun to write them.
const READ_TOO_EARLY = /failed to load checkpoint: EOF$/m;

/**
 * Runs an operation, and once more if it failed over a torn file: one that a killed engine left, which is removed first, or
 * one that an engine at work has finished by now.
 *
 * @param isSuspect - whether an error may have come from such a file
 */
export async function withWholeFiles<T>(
  backend: Backend,
  isSuspect: (error: unknown) => boolean,
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!isSuspect(error)) throw error;
    const isMended = await mend(backend);
    if (!isMended && !(error instanceof Error && READ_TOO_EARLY.test(error.message))) throw error;
    return operation();
  }
}
