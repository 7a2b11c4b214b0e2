import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import program from "../index";
import { stackNames } from "../offline/stack-file";
import { openStack } from "../rollout/engine";
import { readEnvironment } from "../sandbox/environment";
import { sandboxDirectory, sandboxStatus } from "../sandbox/sandbox";
import { temporaryCheckout } from "../test/support/checkout";
import { median, timeCommand } from "./measure";

const root = join(__dirname, "..");
const RUNS = 3;
const CLAIM = "the sandbox: time to ready, time to a running dev, memory";

/** Deploys every stack to the sandbox that runs, and adds up what its processes hold. */
async function memoryMiB(project: string): Promise<number> {
  const directory = sandboxDirectory(project);
  const env = readEnvironment(directory) ?? {};
  // The program runs in this process, and looks for Cloudflare's token here.
  Object.assign(process.env, env);
  for (const stack of stackNames(project)) await (await openStack({ directory, stack, program, env })).up("bench");
  const components = await sandboxStatus(project);
  return components.reduce((sum, component) => sum + (component.memoryMiB ?? 0), 0);
}

/** What the sandbox promises once it is built: ready in 15 s, dev in 45 s, three environments in 1.5 GiB. */
export async function sandboxRows(): Promise<string[]> {
  const project = temporaryCheckout();
  const args = (...verb: string[]) => [join(root, "cli/rollout.js"), "-C", project, ...verb];
  const rollout = (...verb: string[]) => timeCommand("node", args(...verb), { cwd: root, env: process.env });
  try {
    // Builds what is not built yet, which does not count.
    const built = spawnSync("node", args("sandbox", "up"), { encoding: "utf8" });
    if (built.status !== 0) return [`${CLAIM}: not measured, ${built.stderr.trim().split("\n").at(-1) ?? ""}`];
    const timeFromNothing = async (...verb: string[]) => (await rollout("sandbox", "reset"), rollout(...verb));
    const [up, start]: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      up.push(await timeFromNothing("sandbox", "up"));
      start.push(await timeFromNothing("start"));
    }
    return [
      `sandbox up to ready, once built: ${median(up).toFixed(1)} s (goal under 15 s)`,
      `npm start from a built cache to a running dev: ${median(start).toFixed(1)} s (goal under 45 s)`,
      `memory of the sandbox with all environments: ${await memoryMiB(project)} MiB (goal under 1536 MiB)`,
    ];
  } finally {
    await rollout("sandbox", "reset");
    rmSync(project, { recursive: true, force: true });
  }
}
