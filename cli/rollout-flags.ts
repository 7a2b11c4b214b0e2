import type { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { checkCause } from "../rollout/change-cause";
import { parseDuration } from "./duration";

/** Flags of every verb that updates a stack. */
export interface RolloutFlags {
  readonly message?: string;
  readonly yes?: true;
  readonly json?: true;
  readonly dryRun?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds; `true` for as long as it takes. */
  readonly waitForLock?: number | true;
  /** `false` with `--no-undo`. */
  readonly undo?: boolean;
  readonly force?: true;
  readonly reason?: string;
}

const FOREVER_MS = 24 * 3_600_000;

/** Adds the flags that every verb has that updates a stack. */
export function addRolloutFlags(command: Command): Command {
  return command
    .option("-y, --yes", "do not ask")
    .option("--json", "print the result as JSON")
    .option("--dry-run", "show what would happen, and stop")
    .option("--timeout <duration>", "stop after this long, such as 10m", parseDuration)
    .option("--wait-for-lock [duration]", "wait while somebody else updates the stack", parseDuration);
}

/** Adds the flags of verbs that may be refused, or that may fail and be taken back. */
export function addReleaseFlags(command: Command): Command {
  return addRolloutFlags(command)
    .option("-m, --message <cause>", "why: the change cause in the history")
    .option("--no-undo", "leave a failed rollout as it is")
    .option("--force", "deploy an image although it was taken back before; needs --reason")
    .option("--reason <text>", "why --force is right; recorded in the history");
}

/** How long to wait for a lock. */
export function lockWaitMs({ waitForLock }: RolloutFlags): number | undefined {
  return waitForLock === true ? FOREVER_MS : waitForLock;
}

/** The change cause that was given, in one line. */
export function causeOf({ message }: RolloutFlags): string | undefined {
  return message === undefined ? undefined : checkCause(message);
}

/**
 * Why a refusal is overruled; `undefined` if it is not.
 * @throws RolloutError if one of the two flags is missing
 */
export function forcedReason({ force, reason }: RolloutFlags): string | undefined {
  if (force && reason === undefined)
    throw new RolloutError('--force: needs a reason; add --reason "why it is right"', EXIT.usage);
  if (!force && reason !== undefined)
    throw new RolloutError("--reason: there is nothing to overrule; add --force, or leave it out", EXIT.usage);
  return reason;
}

/** What the flags say about the course of a rollout. */
export function courseOf({ undo, dryRun, timeout }: RolloutFlags) {
  return { undoOnFailure: undo ?? true, dryRun, timeoutMs: timeout };
}
