import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { restartedText } from "../rollout/restart";
import { rollOut } from "../rollout/roll-out";
import { stackFilePath } from "../rollout/stack-history";
import { commitLines } from "./commit-lines";
import type { Io } from "./io";
import { reportRollout } from "./report-rollout";
import { addRolloutFlags, causeOf, courseOf, lockWaitMs, type RolloutFlags } from "./rollout-flags";
import { withSession } from "./session";

const HELP = `
Examples:
  $ rollout restart dev
  $ rollout restart prod front -m "picks up the new database certificate"`;

/** `rollout restart <stack> [service…]`: new pods of the same image, as a revision with a cause. */
export function restartCommand(io: Io): Command {
  return addRolloutFlags(new Command("restart").description("replace the pods of services, one after the other"))
    .argument("<stack>", "name of the stack, such as dev")
    .argument("[services...]", "only these; all of the stack by default")
    .option("-m, --message <cause>", "why: the change cause in the history")
    .option("--no-undo", "leave a failed restart as it is")
    .addHelpText("after", HELP)
    .action(async (stack: string, services: string[], flags: RolloutFlags, command: Command) => {
      const cause = causeOf(flags);
      await withSession(io, command, stack, { yes: flags.yes, waitForLock: lockWaitMs(flags) }, async (session) => {
        const text = await readFile(stackFilePath(session), "utf8");
        const restart = restartedText(session, text, services, new Date());
        const result = await rollOut(session, {
          text: restart.text,
          cause: cause ?? `restart ${restart.services.join(", ")}`,
          ...courseOf(flags),
        });
        const next = await commitLines(session, result);
        reportRollout(io, session, result, { json: flags.json ?? false, next });
      });
    });
}
