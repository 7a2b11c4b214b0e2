import { EXIT, RolloutError } from "../config/errors";
import { git } from "./git";

/** What a checkout changes. */
export interface ChangedFiles {
  /** The commit that the change starts from, shortened as git does. */
  readonly mergeBase: string;
  /** Files below the project folder that differ from it, relative to that folder; both names of a renamed one. */
  readonly files: readonly string[];
}

/**
 * Finds what differs between the checkout, committed or not, and the commit where it left another branch.
 *
 * @param directory - the project folder, anywhere in a git repository
 * @param base - what git takes for a commit: `main`, `HEAD^1`
 * @throws RolloutError if git knows no such commit, or none that it has in common with HEAD
 */
export async function changedFiles(directory: string, base: string): Promise<ChangedFiles> {
  const commit = await git(directory, "merge-base", "--", `${base}^{commit}`, "HEAD").catch((cause: unknown) => {
    const what = `git knows no commit that "${base}" and HEAD of ${directory} have in common`;
    const instead = "name a branch, tag or commit with --base, and fetch enough of its history";
    throw new RolloutError(`${what}; ${instead}`, EXIT.usage, { cause });
  });
  const mergeBase = await git(directory, "rev-parse", "--short", commit.trim());
  const differing = await git(directory, "diff", "--name-only", "--no-renames", "--relative", "-z", commit.trim());
  const untracked = await git(directory, "ls-files", "--others", "--exclude-standard", "-z");
  return { mergeBase: mergeBase.trim(), files: `${differing}${untracked}`.split("\0").filter((file) => file !== "") };
}

/** How the program differs from what it was at a commit. */
export interface CodeChange {
  /** Files of the program that differ, relative to the project folder. */
  readonly files: readonly string[];
  /** Commits since then that touched them, the newest first, shortened as git does. */
  readonly commits: readonly string[];
}

/**
 * Finds how the program of a checkout, committed or not, differs from that of a commit.
 *
 * @param directory - the project folder, anywhere in a git repository
 * @param isProgram - whether a file, named relative to that folder, belongs to the program
 * @returns `undefined` if git does not have the commit
 */
export async function codeChangedSince(
  directory: string,
  commit: string,
  isProgram: (file: string) => boolean,
): Promise<CodeChange | undefined> {
  const differing = await git(directory, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--").catch(
    () => undefined,
  );
  if (differing === undefined) return undefined;
  const files = differing.split("\0").filter((file) => file !== "" && isProgram(file));
  if (files.length === 0) return { files, commits: [] };
  const log = await git(directory, "log", "--format=%h", `${commit}..HEAD`, "--", ...files);
  return { files, commits: log.split("\n").filter((line) => line !== "") };
}
