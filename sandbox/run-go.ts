import { RolloutError } from "../config/errors";
import { runChild } from "./child";
import { goFailure, requireGo } from "./go-toolchain";

/** Where go runs, and what may end it before it is done. */
export interface GoOptions {
  /** Folder of the module. */
  readonly directory: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

const TO_END = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Aborts, instead of ending this process, when somebody wants it to end: its child would go on without it. */
async function interruptible<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort(new RolloutError(`${what}: interrupted; run the same command again, what is built is kept`));
  };
  for (const name of TO_END) process.on(name, interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    for (const name of TO_END) process.off(name, interrupt);
  }
}

/**
 * Runs go on a module of ours. Whatever ends it before it is done ends all that it has started.
 *
 * @param what - what it is for, as in "building etcd"
 * @returns what it printed
 * @throws RolloutError when go is missing, too old, fails or is interrupted; the signal's reason when that aborts
 */
export async function runGo(what: string, args: readonly string[], options: GoOptions): Promise<string> {
  const { directory, env, signal } = options;
  await requireGo(directory);
  return interruptible(what, async (interruption) => {
    const stop = signal === undefined ? interruption : AbortSignal.any([interruption, signal]);
    stop.throwIfAborted();
    const result = await runChild("go", args, { cwd: directory, env: { ...process.env, ...env }, signal: stop });
    stop.throwIfAborted();
    if (result.code !== 0) throw new RolloutError(goFailure(what, result));
    return result.stdout;
  });
}
