import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { isMasked } from "../offline/mask-secrets";
import { KNOWN_AT_DEPLOYMENT } from "../offline/recording-monitor";
import { runProgram } from "../offline/run-program";
import { refuseBadImages } from "../rollout/bad-release";
import type { Drift } from "../rollout/drift";
import { findDrift, type Declared, type DriftReport } from "../rollout/drift-look";
import { rollOut } from "../rollout/roll-out";
import type { Session } from "../rollout/session";
import { stackFilePath } from "../rollout/stack-history";
import { differences, formatDrift } from "./format-drift";
import { formatDriftMarkdown } from "./format-drift-markdown";
import type { Io } from "./io";
import { reportRollout } from "./report-rollout";
import { withSession } from "./session";

interface Flags {
  readonly json?: true;
  readonly markdown?: true;
  readonly fix?: true;
  readonly yes?: true;
}

const HELP = `
Exits with 1 if anything differs. What controllers own is left out: status, defaults, replicas under an autoscaler.

Examples:
  $ rollout drift prod
  $ rollout drift prod --fix                    # takes additions away, then updates
  $ rollout drift prod --markdown > drift.md    # for an issue`;

async function declaredBy({ directory, stack }: Session): Promise<Declared> {
  const { declarations } = await runProgram(directory, stack);
  return {
    resources: declarations.filter(({ custom }) => custom),
    isBlank: (text) => isMasked(text) || text.includes(KNOWN_AT_DEPLOYMENT),
  };
}

function causeOf(drifts: readonly Drift[]): string {
  const objects = [...new Set(drifts.map(({ object }) => object))];
  const more = objects.length - 3;
  return `repair drift of ${objects.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Takes away what no update would, and then updates. */
async function repair(io: Io, session: Session, { drifts, removeSurplus }: DriftReport): Promise<void> {
  const { stack, ui } = session;
  ui.progress(formatDrift(stack, drifts));
  if (removeSurplus) {
    if (!(await ui.confirm(`Take away from ${stack} what others have added?`)))
      throw new RolloutError(`${stack}: nothing was changed`, EXIT.failed);
    await removeSurplus();
  }
  const result = await rollOut(session, {
    text: await readFile(stackFilePath(session), "utf8"),
    cause: causeOf(drifts),
    undoOnFailure: false,
    review: refuseBadImages(session, undefined),
  });
  if (result.exitCode !== EXIT.done) reportRollout(io, session, result, { json: false });
}

function report(io: Io, session: Session, { stack, drifts }: DriftReport, { json, markdown }: Flags): void {
  const text = json
    ? JSON.stringify({ stack, drifts }, null, 2)
    : (markdown ? formatDriftMarkdown : formatDrift)(stack, drifts);
  io.result(session.redact(text));
  if (drifts.length > 0)
    throw new RolloutError(`${stack} has ${differences(drifts)} from what it declares`, EXIT.failed);
}

/** `rollout drift <stack>`: what somebody changed behind the stack's back, and by whom. */
export function driftCommand(io: Io): Command {
  return new Command("drift")
    .description("compare what is live with what the stack declares, and say who changed it")
    .argument("<stack>", "name of the stack, such as prod")
    .option("--json", "print JSON")
    .option("--markdown", "print Markdown, for an issue")
    .option("--fix", "put it right by an update, and look again")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", HELP)
    .action(async (stack: string, flags: Flags, command: Command) => {
      if (flags.json && flags.markdown) throw new RolloutError("name either --json or --markdown", EXIT.usage);
      await withSession(io, command, stack, { yes: flags.yes, create: false }, async (session) => {
        const declared = await declaredBy(session);
        let found = await findDrift(session, declared);
        if (flags.fix && found.drifts.length > 0) {
          await repair(io, session, found);
          found = await findDrift(session, declared);
        }
        report(io, session, found, flags);
      });
    });
}
