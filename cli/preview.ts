import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { withWorktree } from "../offline/base-worktree";
import { directoryOf } from "./directory";
import { formatDiff } from "./format-diff";
import { formatStack } from "./format-markdown-comment";
import type { Io } from "./io";
import { previewOffline } from "./markdown-preview";

const HELP = `
Examples:
  $ rollout preview prod
  $ rollout preview prod --offline --base main`;

interface Options {
  readonly offline?: true;
  readonly base: string;
  readonly json?: true;
  readonly markdown?: true;
}

/**
 * `rollout preview <stack>`: what an update would do now, or with `--offline` what differs from the stack as declared at
 * another commit.
 */
export function previewCommand(io: Io): Command {
  return new Command("preview")
    .description("show what would change")
    .argument("<stack>", "name of the stack, such as dev")
    .option("--offline", "compare with the program and stack file of a commit; needs no engine, cluster or account")
    .option("--base <ref>", "commit to compare with", "HEAD")
    .option("--json", "print JSON")
    .option("--markdown", "print what a reviewer reads on a pull request")
    .addHelpText("after", HELP)
    .action(async (stack: string, { offline, base, json, markdown }: Options, command: Command) => {
      // What reads the cluster takes seconds to load, and an offline preview needs none of it.
      if (!offline && markdown) {
        const { previewForReview } = await import("./markdown-live.js");
        const preview = await previewForReview(io, command, stack);
        if (!preview) throw new RolloutError(`${stack} was never deployed to this backend; add --offline`, EXIT.usage);
        io.result(formatStack(preview));
        return;
      }
      if (!offline) {
        const { previewLive } = await import("./preview-engine.js");
        await previewLive(io, command, stack, json ?? false);
        return;
      }
      const directory = directoryOf(command);
      const preview = await withWorktree(directory, base, (worktree) =>
        previewOffline(directory, worktree, stack, base),
      );
      const { changes, unchanged } = preview;
      if (markdown) io.result(formatStack(preview));
      else if (json) io.result(JSON.stringify({ stack, base, changes, unchanged }, null, 2));
      else io.result(formatDiff({ stack, base, changes, unchanged }));
    });
}
