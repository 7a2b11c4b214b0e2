import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where a command runs, and what it gets to know. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The middle one of several measurements, in seconds. */
export function median(seconds: readonly number[]): number {
  const sorted = [...seconds].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Seconds that something takes. */
export async function timeOf(what: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await what();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Seconds that a command takes as a whole process. Rejects with its output if it fails. */
export function timeCommand(command: string, args: readonly string[], options: CommandOptions): Promise<number> {
  // Not a synchronous child: Cloudflare's emulator answers it from this very process.
  return timeOf(() => run(command, args, options));
}

/** What a command prints to its standard output. Rejects with its output if it fails. */
export async function outputOf(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return (await run(command, args, options)).stdout;
}

/** Times two things in turn, A B A B …, so that a machine whose speed drifts is fair to both. */
export async function pairs(
  runs: number,
  a: () => number | Promise<number>,
  b: () => number | Promise<number>,
): Promise<{ a: number; b: number; ratio: number }> {
  const [timesA, timesB]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    timesA.push(await a());
    timesB.push(await b());
  }
  const [medianA, medianB] = [median(timesA), median(timesB)];
  return { a: medianA, b: medianB, ratio: medianA / medianB };
}

/** How a command went that was expected to say something, and perhaps to fail. */
export interface Followed {
  /** Seconds until it had printed what was expected; `undefined` if it never did. */
  readonly said: number | undefined;
  /** Seconds until it ended. */
  readonly ended: number;
  /** Whether it was stopped because its time was up. */
  readonly stopped: boolean;
  /** Everything that it printed. */
  readonly output: string;
}

/** Runs a command until it ends, or for so many seconds, and notes when it says something. */
export async function follow(
  command: string,
  args: readonly string[],
  { expected, capSeconds, ...options }: CommandOptions & { readonly expected: RegExp; readonly capSeconds: number },
): Promise<Followed> {
  const start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  let [output, said, stopped]: [string, number | undefined, boolean] = ["", undefined, false];
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (expected.test(output)) said ??= elapsed();
    });
  const timer = setTimeout(() => {
    stopped = true;
    child.kill("SIGINT");
  }, capSeconds * 1_000);
  await once(child, "close");
  clearTimeout(timer);
  return { said, ended: elapsed(), stopped, output };
}
