import { execFileSync } from "node:child_process";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, RolloutError } from "../config/errors";
import { areStale, describeHolders, lockHolders } from "./locks";

/** What to do where somebody else is updating the stack. */
export interface LockPolicy {
  /**
   * Milliseconds to wait for the lock.
   * @default 0 - refuse at once
   */
  readonly waitMs?: number | undefined;
  /** Gets a line when a wait begins, and when a stale lock is removed. */
  readonly onProgress: (line: string) => void;
}

/** A stack that somebody may be updating. */
export interface Lockable {
  readonly stack: string;
  /** Removes all locks of the stack, whoever holds them. */
  cancel(): Promise<void>;
  /** What a backend says when it refuses because of a lock; `undefined` for any other error. */
  refusal(error: unknown): string | undefined;
}

const RETRY_MS = 1_000;

/** Whether a process of this machine is an engine: a number that was given to another program since does not count. */
function isEngineRunning(pid: number): boolean {
  try {
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).includes("pulumi");
  } catch {
    return false;
  }
}

/**
 * Runs an operation that needs the lock of the stack. A lock that a dead process of this machine left is removed.
 * @throws RolloutError if somebody else holds the lock, naming them, and goes on holding it
 */
export async function withLock<T>(lockable: Lockable, policy: LockPolicy, operation: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + (policy.waitMs ?? 0);
  let told = false;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      const refusal = lockable.refusal(error);
      if (refusal === undefined) throw error;
      const holders = lockHolders(refusal);
      const who = describeHolders(lockable.stack, holders);
      if (areStale(holders, { host: hostname(), isRunning: isEngineRunning })) {
        policy.onProgress(`${who}; that process has ended, so its lock is removed`);
        await lockable.cancel();
        continue;
      }
      if (Date.now() >= deadline)
        throw new RolloutError(
          `${who}; wait for it with --wait-for-lock=10m, or, if you know that it has died, run pulumi cancel`,
          policy.waitMs === undefined ? EXIT.failed : EXIT.timedOut,
          { cause: error },
        );
      if (!told) policy.onProgress(`${who}; waiting`);
      told = true;
      await sleep(RETRY_MS);
    }
  }
}
