import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, RolloutError } from "../config/errors";
import { lockOwner, type LockOwner } from "./lock-owner";
import { areStale, describeHolders, lockHolders, type LockHolder } from "./locks";

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

/** Somebody else has updated the stack since a plan was made, so that it no longer says what would happen. */
export class Overtaken extends RolloutError {
  constructor(stack: string) {
    super(`${stack} was updated by somebody else meanwhile; look again`);
  }
}

const RETRY_MS = 1_000;

/** An engine that is told to stop cancels what it waits for, and writes its state; that takes seconds. */
const STOPS_WITHIN_MS = 60_000;

/** Those of the holders that are engines of this machine without a program, or without a process. */
async function leftBehind(holders: readonly LockHolder[]) {
  const here = holders.filter(({ host }) => host === hostname());
  const owners = await Promise.all(here.map(async ({ pid }) => ({ pid, owner: await lockOwner(pid) })));
  const pidsOf = (kind: LockOwner) => owners.flatMap(({ pid, owner }) => (owner === kind ? [pid] : []));
  return { ended: pidsOf("ended"), abandoned: pidsOf("abandoned") };
}

/** Stops an engine gracefully. One that goes on after that is left alone. */
async function stop(pid: number): Promise<void> {
  const deadline = Date.now() + STOPS_WITHIN_MS;
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // It has ended by now, or is somebody else's; the next look tells.
    return;
  }
  while ((await lockOwner(pid)) === "abandoned" && Date.now() < deadline) await sleep(RETRY_MS / 4);
}

/**
 * Takes away a lock that nobody minds: its process has ended, or is an engine whose `rollout` has ended.
 * @returns what was found, and taken away; `undefined` if somebody goes on holding the lock
 */
async function takeAway(
  lockable: Lockable,
  holders: readonly LockHolder[],
  say: (line: string) => void,
): Promise<"ended" | "abandoned" | undefined> {
  const { ended, abandoned } = await leftBehind(holders);
  if (areStale(holders, { host: hostname(), isRunning: (pid) => !ended.includes(pid) })) {
    say("that process has ended, so its lock is removed");
    await lockable.cancel();
    return "ended";
  }
  if (abandoned.length === 0) return undefined;
  say("the rollout that began that update has ended, so the update is stopped");
  await Promise.all(abandoned.map(stop));
  return (await leftBehind(holders)).abandoned.length === 0 ? "abandoned" : undefined;
}

/**
 * Runs an operation that needs the lock of the stack. A lock that a dead process of this machine left is removed,
 * and an engine that a dead `rollout` left is stopped.
 *
 * @param afterOthers - takes the place of the operation once an update of somebody else was met: what was read before it
 * ended does not hold any more
 * @throws RolloutError if somebody else holds the lock, naming them, and goes on holding it
 */
export async function withLock<T>(
  lockable: Lockable,
  policy: LockPolicy,
  operation: () => Promise<T>,
  afterOthers = operation,
): Promise<T> {
  let attempt = operation;
  // Set by the first refusal, which an operation that looks ahead may meet late.
  let deadline: number | undefined;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const refusal = lockable.refusal(error);
      if (refusal === undefined) throw error;
      const holders = lockHolders(refusal);
      const who = describeHolders(lockable.stack, holders);
      const say = (line: string) => {
        policy.onProgress(`${who}; ${line}`);
      };
      const taken = await takeAway(lockable, holders, say);
      if (taken !== "ended") attempt = afterOthers;
      if (taken) continue;
      const isFirst = deadline === undefined;
      deadline ??= Date.now() + (policy.waitMs ?? 0);
      if (Date.now() >= deadline)
        throw new RolloutError(
          `${who}; wait for it with --wait-for-lock=10m, or, if you know that it has died, run pulumi cancel`,
          policy.waitMs === undefined ? EXIT.failed : EXIT.timedOut,
          { cause: error },
        );
      if (isFirst) say("waiting");
      await sleep(RETRY_MS);
    }
  }
}
