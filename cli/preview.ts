import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { withWorktree } from "../offline/base-worktree";
import { runProgram } from "../offline/run-program";
import { diffStacks } from "../offline/stack-diff";
import { hasStack } from "../offline/stack-file";
import { directoryOf } from "./directory";
import { formatDiff } from "./format-diff";
import type { Io } from "./io";

interface Options {
  readonly offline?: true;
  readonly base: string;
  readonly json?: true;
}

/** `rollout preview <stack> --offline`: what differs from the stack as declared at another commit. */
export function previewCommand(io: Io): Command {
  return new Command("preview")
    .description("show what would change")
    .argument("<stack>", "name of the stack, such as dev")
    .option("--offline", "compare with the program and stack file of a commit; needs no engine, cluster or account")
    .option("--base <ref>", "commit to compare with", "HEAD")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  $ rollout preview prod --offline --base main")
    .action(async (stack: string, { offline, base, json }: Options, command: Command) => {
      if (!offline)
        throw new RolloutError("rollout preview works --offline only so far; run pulumi preview", EXIT.usage);
      const directory = directoryOf(command);
      const after = await runProgram(directory, stack);
      const before = await withWorktree(directory, base, async (worktree) =>
        hasStack(worktree, stack) ? (await runProgram(worktree, stack)).declarations : [],
      );
      const diff = diffStacks(before, after.declarations);
      io.result(json ? JSON.stringify({ stack, base, ...diff }, null, 2) : formatDiff({ stack, base, ...diff }));
    });
}
