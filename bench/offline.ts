import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manyServices } from "./many-services";
import { pairs, timeCommand } from "./measure";
import { CLI, STACK } from "./world";

const RUNS = 3;

/** Offline preview of 100 services against 10: the goal is at most 11 times, and under 3 s for the 100. */
export async function offlineRows(): Promise<string[]> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-bench-"));
  try {
    const preview = (project: string) => () =>
      timeCommand("node", [CLI, "preview", STACK, "--offline"], { cwd: project, env: process.env });
    const [large, small] = [await manyServices(100, directory), await manyServices(10, directory)];
    const { a, b, ratio } = await pairs(RUNS, preview(large), preview(small));
    return [
      `offline preview, 100 services against 10: ${ratio.toFixed(2)}x (${a.toFixed(2)} s against ${b.toFixed(2)} s; goal at most 11x, and under 3 s)`,
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
