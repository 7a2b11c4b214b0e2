import { Command } from "commander";
import { undo } from "../rollout/undo";
import { commitLines } from "./commit-lines";
import type { Io } from "./io";
import { parseRevision } from "./parse-revision";
import { reportRollout } from "./report-rollout";
import { addRolloutFlags, lockWaitMs, type RolloutFlags } from "./rollout-flags";
import { withSession } from "./session";

interface Flags extends RolloutFlags {
  readonly toRevision?: number;
  readonly withCode?: true;
}

const HELP = `
Without --to-revision it goes to the newest earlier revision whose config differs, and after a failed
update to the newest revision. The stack file is rewritten, so that a later update does not bring it back.

Examples:
  $ rollout undo prod
  $ rollout undo prod --to-revision 12
  $ rollout undo prod front              # only the image of front, and its release note
  $ rollout undo prod --dry-run`;

/** `rollout undo <stack> [service…]`: an earlier revision, whole, as a new one. */
export function undoCommand(io: Io): Command {
  return addRolloutFlags(
    new Command("undo").description("take a stack, or single services, back to an earlier revision"),
  )
    .argument("<stack>", "name of the stack, such as prod")
    .argument("[services...]", "only the image and release note of these")
    .option("--to-revision <number>", "revision to restore", parseRevision)
    .option("--with-code", "run the program of that revision's commit, too")
    .option("--force", "overwrite edits of the stack file that were never deployed; a copy is kept")
    .addHelpText("after", HELP)
    .action(async (stack: string, services: string[], flags: Flags, command: Command) => {
      await withSession(
        io,
        command,
        stack,
        { yes: flags.yes, waitForLock: lockWaitMs(flags), create: false },
        async (session) => {
          const result = await undo(session, {
            toRevision: flags.toRevision,
            services: services.length > 0 ? services : undefined,
            discardEdits: flags.force ?? false,
            withCode: flags.withCode ?? false,
            dryRun: flags.dryRun,
            timeoutMs: flags.timeout,
          });
          const next = await commitLines(session, result);
          reportRollout(io, session, result, { json: flags.json ?? false, next });
        },
      );
    });
}
