import { type ChildProcess, spawn } from "node:child_process";

import { errorCode } from "./system-error";

/** How a child process ended, with what it printed. */
export interface ChildResult {
  /** `undefined` when it could not be started or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The system's code where the program could not be started, for example `ENOENT`. */
  readonly startError: string | undefined;
}

/** Where and for how long a child process runs. */
export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Milliseconds until it is killed.
   *
   * @default - no limit
   */
  readonly timeoutMs?: number;
  /**
   * Kills it, with all that it has started.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

/** Runs a program to its end. It never rejects: a program that is missing or fails is an answer, not an exception. */
export function runChild(file: string, args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      // The leader of a group can be killed with all that it has started.
      detached: options.signal !== undefined,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const kill = (): void => {
      killGroup(child);
    };
    options.signal?.addEventListener("abort", kill);
    const finish = (code: number | null, startError: string | undefined): void => {
      options.signal?.removeEventListener("abort", kill);
      resolve({
        code: code ?? undefined,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        startError,
      });
    };
    child.on("error", (error) => {
      finish(null, errorCode(error) ?? error.message);
    });
    child.on("close", (code) => {
      finish(code, undefined);
    });
  });
}
