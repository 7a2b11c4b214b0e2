import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { refuseBadImages } from "../rollout/bad-release";
import { rollOut } from "../rollout/roll-out";
import { setImages } from "../rollout/stack-file-edit";
import { stackFilePath } from "../rollout/stack-history";
import { commitLines } from "./commit-lines";
import type { Io } from "./io";
import { reportRollout } from "./report-rollout";
import { addReleaseFlags, causeOf, courseOf, forcedReason, lockWaitMs, type RolloutFlags } from "./rollout-flags";
import { withSession } from "./session";

const HELP = `
Examples:
  $ rollout set-image dev front=gcr.io/outsrc/outsrc-demo-front:1.2.0 -m "faster search"
  $ rollout set-image dev front=… back=… --yes`;

/**
 * Takes `service=reference` pairs apart.
 * @throws RolloutError for anything else, and for a service that is named twice
 */
export function parsePairs(pairs: readonly string[]): Record<string, string> {
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const [, service, reference] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (service === undefined || reference === undefined)
      throw new RolloutError(`${pair}: is no image; write front=gcr.io/outsrc/outsrc-demo-front:1.2.0`, EXIT.usage);
    if (images.has(service)) throw new RolloutError(`${pair}: names ${service} twice; write it once`, EXIT.usage);
    images.set(service, reference);
  }
  return Object.fromEntries(images);
}

/** `rollout set-image <stack> <service=reference…>`: edits the stack file, comments kept, then updates. */
export function setImageCommand(io: Io): Command {
  return addReleaseFlags(
    new Command("set-image").description("give services another image, in the stack file and live"),
  )
    .argument("<stack>", "name of the stack, such as dev")
    .argument("<images...>", "service=reference, such as front=gcr.io/outsrc/outsrc-demo-front:1.2.0")
    .addHelpText("after", HELP)
    .action(async (stack: string, pairs: string[], flags: RolloutFlags, command: Command) => {
      const [cause, forced, images] = [causeOf(flags), forcedReason(flags), parsePairs(pairs)];
      await withSession(io, command, stack, { yes: flags.yes, waitForLock: lockWaitMs(flags) }, async (session) => {
        const text = await readFile(stackFilePath(session), "utf8");
        const result = await rollOut(session, {
          text: setImages(text, session.project, images, cause),
          cause,
          forced,
          ...courseOf(flags),
          review: refuseBadImages(session, forced),
        });
        reportRollout(io, session, result, {
          json: flags.json ?? false,
          next: await commitLines(session, result),
        });
      });
    });
}
