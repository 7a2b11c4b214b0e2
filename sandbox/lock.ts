import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { z } from "zod";

import { RolloutError } from "../config/errors";
import { poll } from "./poll";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity";
import { errorCode } from "./system-error";

const HOLDER = z.object({ pid: z.number(), startTime: z.string() });

/** How long a lock is waited for, and who hears of it. */
export interface LockOptions {
  /** Called once when somebody else holds the lock. */
  readonly onWait?: (holder: ProcessIdentity) => void;
  /** Milliseconds to wait. */
  readonly timeoutMs: number;
  /**
   * Ends the wait.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

function holderOf(path: string): ProcessIdentity | undefined {
  try {
    return HOLDER.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Makes the lock file appear with its content in one step, so that no reader ever sees an empty one. */
function tryAcquire(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(ownIdentity()));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Milliseconds after which a breaker that was itself killed no longer counts; breaking takes less than one. */
const BREAKER_EXPIRES_MS = 5_000;

/** Removes a dead process's lock. Only one process may do so at a time, else a second one removes the first one's lock. */
function breakStale(path: string): void {
  const breaker = `${path}.break`;
  if (!tryAcquire(breaker)) {
    const age = Date.now() - (statSync(breaker, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > BREAKER_EXPIRES_MS) rmSync(breaker, { force: true });
    return;
  }
  try {
    const holder = holderOf(path);
    if (holder === undefined || !isAlive(holder)) rmSync(path, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

/**
 * Runs `work` while no other process does so under the same lock file. A lock left behind by a killed process is taken
 * over.
 *
 * @throws RolloutError when a living process keeps the lock for longer than `timeoutMs`; the signal's reason when that
 * aborts
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  const acquired = await poll(() => {
    options.signal?.throwIfAborted();
    if (tryAcquire(path)) return true;
    const holder = holderOf(path);
    if (holder === undefined || !isAlive(holder)) breakStale(path);
    else if (!told) {
      told = true;
      options.onWait?.(holder);
    }
    return undefined;
  }, options.timeoutMs);
  if (acquired === undefined) {
    const holder = holderOf(path);
    throw new RolloutError(
      `${path}: process ${holder?.pid ?? "unknown"} still holds the lock; wait for it to end, or end it, and run the same command again`,
    );
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
