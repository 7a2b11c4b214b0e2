import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { observe } from "../rollout/observe";
import { progressLine } from "../rollout/progress";
import type { Session } from "../rollout/session";
import { statusOf, type StackStatus } from "../rollout/status";
import { parseDuration } from "./duration";
import { formatStatus } from "./format-status";
import type { Io } from "./io";
import { withSession } from "./session";

interface Flags {
  readonly watch?: true;
  readonly json?: true;
  readonly timeout?: number;
}

const HELP = `
Exits with 1 if something is wrong, and with 3 if -w ran out of time.

Examples:
  $ rollout status prod
  $ rollout status dev -w --timeout 5m`;

/** Follows the pods until every service is rolled out, or cannot be. */
async function follow(session: Session, timeoutMs: number | undefined): Promise<void> {
  const { cluster, observed } = await observe(session);
  const names = Object.values(observed.outputs.deployments);
  await new Promise<void>((resolve, reject) => {
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            end();
            reject(new RolloutError(`${session.stack}: not rolled out in time`, EXIT.timedOut));
          }, timeoutMs);
    const watch = cluster.watch(observed.outputs.namespace, (snapshot) => {
      session.ui.live(names.map((name) => progressLine(snapshot, name, snapshot.takenAt)));
      const { services } = statusOf({ ...observed, snapshot });
      if (!services.every(({ done }) => done)) return;
      end();
      resolve();
    });
    const end = () => {
      clearTimeout(timer);
      watch.close();
      session.ui.live([]);
    };
  });
}

function report(io: Io, session: Session, status: StackStatus, json: boolean): void {
  io.result(session.redact(json ? JSON.stringify(status, null, 2) : formatStatus(status, new Date())));
  const [first] = status.problems;
  if (first !== undefined)
    throw new RolloutError(json ? session.redact(first) : `${status.stack} is not well`, EXIT.failed);
}

/** `rollout status <stack>`: what runs, and what is wrong. */
export function statusCommand(io: Io): Command {
  return new Command("status")
    .description("show what runs, and what is wrong if anything is")
    .argument("<stack>", "name of the stack, such as prod")
    .option("-w, --watch", "follow until every service is rolled out, or cannot be")
    .option("--json", "print JSON")
    .option("--timeout <duration>", "how long to follow, such as 5m", parseDuration)
    .addHelpText("after", HELP)
    .action(async (stack: string, { watch, json, timeout }: Flags, command: Command) => {
      await withSession(io, command, stack, { create: false }, async (session) => {
        if (watch) await follow(session, timeout);
        report(io, session, statusOf((await observe(session)).observed), json ?? false);
      });
    });
}
