import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * A process, told apart from a later one that happens to get the same id: ids are reused, ids with a start time are not.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: ticks since boot on Linux, a date elsewhere. */
  readonly startTime: string;
}

/** The start time in a line of `/proc/<pid>/stat`; the program's name before it may itself hold spaces and brackets. */
export function startTimeOfStat(stat: string): string | undefined {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  // The 22nd field of the line is the 20th after the name; a zombie (state Z) holds its id but runs nothing.
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

/** When the process with this id started, or `undefined` if none runs. */
export function startTimeOf(pid: number): string | undefined {
  if (existsSync("/proc/self/stat")) {
    try {
      return startTimeOfStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return undefined;
    }
  }
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

/** The process that runs this code. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? "unknown" };
}
