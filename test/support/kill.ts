import { execFileSync } from "node:child_process";

/** Process numbers by that of their parent. */
function children(): Map<number, number[]> {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const found = new Map<number, number[]>();
  for (const line of lines) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    found.set(parent, [...(found.get(parent) ?? []), pid]);
  }
  return found;
}

/** Stops a process before it looks for its children, so that it begets none meanwhile; the numbers of all of them. */
function freeze(pid: number): number[] {
  process.kill(pid, "SIGSTOP");
  return [pid, ...(children().get(pid) ?? []).flatMap(freeze)];
}

/** Kills a process and all that it has started, at one moment. */
export function killFamily(pid: number): void {
  for (const one of freeze(pid)) process.kill(one, "SIGKILL");
}
