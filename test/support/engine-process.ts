import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { withDirectory } from "./temporary-directory";

const WAIT = "process.stdout.write('up'); setInterval(() => undefined, 1000)";

/** Starts a process of this name that waits for its end, and hands it over until `use` is done. */
export function withProcess<T>(
  name: string,
  args: readonly string[],
  use: (child: ChildProcess) => Promise<T>,
): Promise<T> {
  return withDirectory({}, async (directory) => {
    const program = join(directory, name);
    symlinkSync(process.execPath, program);
    const child = spawn(program, ["-e", WAIT, "--", ...args], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(child.stdout, "data");
      return await use(child);
    } finally {
      child.kill("SIGKILL");
    }
  });
}

/** The same under the name of the engine. */
export function withEngine<T>(args: readonly string[], use: (child: ChildProcess) => Promise<T>): Promise<T> {
  return withProcess("pulumi", args, use);
}
