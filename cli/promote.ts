import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { refuseBadImages } from "../rollout/bad-release";
import { observe } from "../rollout/observe";
import { promotionTo } from "../rollout/promotion";
import { sourceOf } from "../rollout/promotion-source";
import { rollOut } from "../rollout/roll-out";
import { stackFilePath } from "../rollout/stack-history";
import { commitLines } from "./commit-lines";
import { promotionLines } from "./format-promotion";
import type { Io } from "./io";
import { reportRollout } from "./report-rollout";
import { addReleaseFlags, causeOf, courseOf, forcedReason, lockWaitMs, type RolloutFlags } from "./rollout-flags";
import { withSession } from "./session";

const HELP = `
Moves images, by the digests that pods of the first stack run, and release notes; never any other key.

Examples:
  $ rollout promote dev staging -m "faster search"
  $ rollout promote staging prod front
  $ rollout promote staging prod --dry-run`;

/** `rollout promote <from> <to> [service…]`: the very same images in the next environment. */
export function promoteCommand(io: Io): Command {
  return addReleaseFlags(new Command("promote").description("give a stack the images that another one runs, by digest"))
    .argument("<from>", "stack whose images are live and well, such as dev")
    .argument("<to>", "stack that gets them, such as staging")
    .argument("[services...]", "only these; all by default")
    .addHelpText("after", HELP)
    .action(async (from: string, to: string, services: string[], flags: RolloutFlags, command: Command) => {
      const [cause, forced] = [causeOf(flags), forcedReason(flags)];
      if (from === to) throw new RolloutError(`${to}: cannot be promoted to itself; name another stack`, EXIT.usage);
      const source = await withSession(io, command, from, { create: false }, async (session) =>
        sourceOf((await observe(session)).observed, services),
      );
      await withSession(io, command, to, { yes: flags.yes, waitForLock: lockWaitMs(flags) }, async (session) => {
        const text = await readFile(stackFilePath(session), "utf8");
        const target = { stack: to, project: session.project, text, values: session.valuesOf(text) };
        const promotion = promotionTo(target, source, { cause, now: new Date() });
        for (const line of promotionLines(promotion, source, to)) session.ui.progress(line);
        const result = await rollOut(session, {
          text: promotion.text,
          cause: promotion.cause,
          forced,
          ...courseOf(flags),
          review: refuseBadImages(session, forced),
        });
        const next = await commitLines(session, result);
        reportRollout(io, session, result, { json: flags.json ?? false, next });
      });
    });
}
