import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { RolloutError } from "../config/errors";
import type { ComponentName, ComponentSpec } from "./component-spec";
import { readIfExists } from "./files";
import type { Layout } from "./layout";
import { poll } from "./poll";
import { isAlive, type ProcessIdentity, startTimeOfStat } from "./process-identity";
import { errorCode } from "./system-error";

/** A component as its own process recorded it. */
export interface RecordedComponent extends ProcessIdentity {
  readonly name: ComponentName;
  /** Changes with the program and its arguments, so that `up` knows whether the right one runs. */
  readonly fingerprint: string;
}

/**
 * The component records itself before it becomes the component: killing the parent at any moment leaves no process
 * that nobody knows. `exec` keeps process id and start time.
 */
const LAUNCHER = `
record=$1 fingerprint=$2; shift 2
{ echo "$$"; echo "$fingerprint"; cat "/proc/$$/stat" 2>/dev/null || ps -o lstart= -p "$$"; } > "$record.tmp" || exit 1
mv "$record.tmp" "$record" && exec "$@"
`;

/** The file that records a component. */
export function recordFile(layout: Layout, name: ComponentName): string {
  return join(layout.run, name);
}

/** The file that a component writes its output to. */
export function logFile(layout: Layout, name: ComponentName): string {
  return join(layout.logs, `${name}.log`);
}

/** Identifies a command line with its environment. */
export function fingerprintOf(spec: ComponentSpec): string {
  return createHash("sha256")
    .update(JSON.stringify([spec.file, spec.args, spec.env]))
    .digest("hex")
    .slice(0, 16);
}

/** Reads what a component's launcher wrote; a torn or foreign file counts as none. */
export function parseRecord(name: ComponentName, text: string): RecordedComponent | undefined {
  const [pid, fingerprint, ...rest] = text.trim().split("\n");
  const line = rest.join("\n").trim();
  const startTime = line.includes(")") ? startTimeOfStat(line) : line;
  if (
    pid === undefined ||
    !/^\d+$/.test(pid) ||
    fingerprint === undefined ||
    startTime === undefined ||
    startTime === ""
  ) {
    return undefined;
  }
  return { name, pid: Number(pid), fingerprint, startTime };
}

/** The recorded component, if exactly that process still runs. */
export function runningComponent(layout: Layout, name: ComponentName): RecordedComponent | undefined {
  const text = readIfExists(recordFile(layout, name));
  const record = text === undefined ? undefined : parseRecord(name, text);
  return record !== undefined && isAlive(record) ? record : undefined;
}

/** Each run has a log of its own, so that an error of the last run is never taken for one of this run. */
function openLog(path: string): number {
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return openSync(path, "a");
}

/** Starts a component that outlives this process, and returns once it has recorded itself. */
export async function startComponent(layout: Layout, spec: ComponentSpec): Promise<void> {
  for (const directory of [layout.run, layout.logs]) mkdirSync(directory, { recursive: true });
  const record = recordFile(layout, spec.name);
  rmSync(record, { force: true });
  const log = openLog(logFile(layout, spec.name));
  const child = spawn("/bin/sh", ["-c", LAUNCHER, "sh", record, fingerprintOf(spec), spec.file, ...spec.args], {
    cwd: layout.controlPlane,
    detached: true,
    env: { PATH: process.env.PATH, HOME: layout.controlPlane, ...spec.env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const recorded = await poll(() => (readIfExists(record) === undefined ? undefined : true), 5_000, 10);
  if (recorded === undefined) {
    throw new RolloutError(
      `${record}: ${spec.name} could not record itself; check that the disk is not full and the folder can be written`,
    );
  }
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

const gone = (identity: ProcessIdentity) => (): true | undefined => (isAlive(identity) ? undefined : true);

/**
 * Stops a component if it is the recorded one, and waits until it is gone.
 *
 * @param graceMs - milliseconds until it is killed
 */
export async function stopComponent(layout: Layout, name: ComponentName, graceMs = 8_000): Promise<void> {
  const running = runningComponent(layout, name);
  if (running !== undefined) {
    signal(running, "SIGTERM");
    if ((await poll(gone(running), graceMs, 25)) === undefined) {
      signal(running, "SIGKILL");
      if ((await poll(gone(running), 5_000, 25)) === undefined) {
        throw new RolloutError(
          `${name}: process ${running.pid} does not end; end it by hand and run the same command again`,
        );
      }
    }
  }
  rmSync(recordFile(layout, name), { force: true });
}

/** The end of a component's log, for an error message: the last line that names an error, else the last line. */
export function lastLogLine(layout: Layout, name: ComponentName): string {
  const lines = (readIfExists(logFile(layout, name)) ?? "").trimEnd().split("\n").slice(-40);
  const telling = lines.findLast((line) => /error|fatal|panic|cannot|refused|in use|no space/i.test(line));
  return (telling ?? lines.at(-1) ?? "").trim().slice(0, 300);
}
