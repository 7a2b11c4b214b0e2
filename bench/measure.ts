import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The middle one of several measurements, in seconds. */
export function median(seconds: readonly number[]): number {
  const sorted = [...seconds].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Seconds that a command takes as a whole process. Rejects with its output if it fails. */
export async function timeCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const start = process.hrtime.bigint();
  // Not a synchronous child: Cloudflare's emulator answers it from this very process.
  await run(command, args, options);
  return Number(process.hrtime.bigint() - start) / 1e9;
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
