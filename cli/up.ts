import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { refuseBadImages } from "../rollout/bad-release";
import { rollOut } from "../rollout/roll-out";
import { stackFilePath } from "../rollout/stack-history";
import type { Io } from "./io";
import { reportRollout } from "./report-rollout";
import { addReleaseFlags, causeOf, courseOf, forcedReason, lockWaitMs, type RolloutFlags } from "./rollout-flags";
import { withSession } from "./session";

const HELP = `
Examples:
  $ rollout up dev -m "faster search"
  $ rollout up prod --yes --timeout 15m    # as a pipeline does it`;

/** `rollout up <stack>`: the stack file as it is. */
export function upCommand(io: Io): Command {
  return addReleaseFlags(new Command("up").description("update a stack, watch its pods, and go back if they fail"))
    .argument("<stack>", "name of the stack, such as dev")
    .addHelpText("after", HELP)
    .action(async (stack: string, flags: RolloutFlags, command: Command) => {
      const [cause, forced] = [causeOf(flags), forcedReason(flags)];
      await withSession(io, command, stack, { yes: flags.yes, waitForLock: lockWaitMs(flags) }, async (session) => {
        const result = await rollOut(session, {
          text: await readFile(stackFilePath(session), "utf8"),
          cause,
          forced,
          ...courseOf(flags),
          review: refuseBadImages(session, forced),
        });
        reportRollout(io, session, result, { json: flags.json ?? false });
      });
    });
}
