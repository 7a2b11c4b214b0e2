import { diffConfig, type ConfigChanges } from "../offline/config-changes";
import { runProgram } from "../offline/run-program";
import { diffStacks, type StackDiff } from "../offline/stack-diff";
import { hasStack, readStackFile } from "../offline/stack-file";

/** What a pull request would do to one stack. The engine fills it, or an offline run. */
export interface PullRequestPreview extends StackDiff {
  readonly stack: string;
  /**
   * What the changes are measured against: the stack as it runs, or what it declares at a commit, because that was asked for
   * or because it was never deployed.
   */
  readonly against:
    { readonly mode: "engine" } | { readonly mode: "offline" | "never-deployed"; readonly base: string };
  /** What differs in the stack's config. */
  readonly config: ConfigChanges;
  /** Number that the update would get, and where an undo of it would return to; known to the engine only. */
  readonly revision?: { readonly number: number; readonly undoTo: number | undefined };
  /** Where the cluster runs something else than a stack without changes says, one line each; known to the engine only. */
  readonly mismatches?: readonly string[];
  /** Resources that would be deleted, and the most that one of the latest revisions has; known to the engine only. */
  readonly deletes?: { readonly now: number; readonly most: number; readonly revisions: number };
}

/**
 * Compares a stack with what it is in another folder, by running both programs.
 *
 * @param directory - the project folder
 * @param baseDirectory - the project folder at the base
 * @param base - what the base is called: a commit
 * @throws ConfigError if one of the two cannot be declared
 */
export async function previewOffline(
  directory: string,
  baseDirectory: string,
  stack: string,
  base: string,
): Promise<PullRequestPreview> {
  const isNew = !hasStack(baseDirectory, stack);
  const after = await runProgram(directory, stack);
  const before = isNew ? [] : (await runProgram(baseDirectory, stack)).declarations;
  const { project, values } = readStackFile(directory, stack);
  return {
    stack,
    against: { mode: "offline", base },
    ...diffStacks(before, after.declarations),
    config: diffConfig(project, isNew ? {} : readStackFile(baseDirectory, stack).values, values),
  };
}
