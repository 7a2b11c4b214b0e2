import { Command } from "commander";
import { ConfigError, EXIT, RolloutError } from "../config/errors";
import { affectedStacks } from "../offline/affected-stacks";
import { withWorktree } from "../offline/base-worktree";
import { changedFiles } from "../offline/changed-files";
import { stackNames } from "../offline/stack-file";
import { directoryOf } from "./directory";
import { formatComment, type FailedPreview } from "./format-markdown-comment";
import type { Io } from "./io";
import { previewOffline, type PullRequestPreview } from "./markdown-preview";

interface Options {
  readonly offline?: true;
  readonly base: string;
}

const HELP = `
A stack is affected by a change of its own file, and every stack by a change of the program.

Example:
  $ rollout comment --offline --base main > comment.md`;

/** What reads the cluster takes seconds to load, and an offline comment needs none of it. */
async function previewLive(io: Io, command: Command, stack: string): Promise<PullRequestPreview | undefined> {
  const { previewForReview } = await import("./markdown-live.js");
  return previewForReview(io, command, stack);
}

/** One stack, or why it cannot be previewed: the reviewer is told of the others all the same. */
async function attempt(stack: string, preview: () => Promise<PullRequestPreview>) {
  try {
    return await preview();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof RolloutError) return { stack, problem: error.message };
    throw error;
  }
}

const isFailed = (preview: PullRequestPreview | FailedPreview) => "problem" in preview;

/** `rollout comment`: the preview of every stack that a pull request can affect, as one comment. */
export function commentCommand(io: Io): Command {
  return new Command("comment")
    .description("print what a pull request would change, for all stacks that it can affect")
    .option("--offline", "compare with the program and stack files of a commit; needs no engine, cluster or account")
    .option("--base <ref>", "branch that the pull request goes to", "main")
    .addHelpText("after", HELP)
    .action(async ({ offline, base }: Options, command: Command) => {
      const directory = directoryOf(command);
      const { mergeBase, files } = await changedFiles(directory, base);
      const { affected, unaffected, deleted } = affectedStacks(files, stackNames(directory));
      const previews = await withWorktree(directory, mergeBase, async (worktree) => {
        const done: (PullRequestPreview | FailedPreview)[] = [];
        // One program at a time: the SDK keeps its state in the process.
        for (const stack of affected)
          done.push(
            await attempt(stack, async () => {
              const live = offline ? undefined : await previewLive(io, command, stack);
              if (live) return live;
              const declared = await previewOffline(directory, worktree, stack, mergeBase);
              return offline ? declared : { ...declared, against: { mode: "never-deployed", base: mergeBase } };
            }),
          );
        return done;
      });
      io.result(formatComment({ previews, unaffected, deleted }));
      const failed = previews.filter(isFailed).map(({ stack }) => stack);
      if (failed.length > 0)
        throw new RolloutError(`cannot be previewed: ${failed.join(", ")}; the comment says why`, EXIT.usage);
    });
}
