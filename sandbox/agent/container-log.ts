import type { Behaviour } from "./image";

/** One line of a container's log. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** What to write the log of. */
export interface LogInput {
  readonly behaviour: Behaviour;
  readonly container: string;
  /** Which run of the container, counted from 0. */
  readonly run: number;
  readonly ended: boolean;
}

const out = (text: string): LogLine => ({ stream: "stdout", text });
const err = (text: string): LogLine => ({ stream: "stderr", text });

const TRACE = [
  "node:internal/process/promises:394",
  "      triggerUncaughtException(err, true /* fromPromise */);",
  "      ^",
  "",
  "Error: DATABASE_URL is not set",
  "    at loadConfig (/app/dist/config.js:27:11)",
  "    at start (/app/dist/server.js:14:18)",
  "    at Object.<anonymous> (/app/dist/main.js:5:1)",
  "    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
  "",
  "Node.js v20.19.0",
];

const ENDINGS: Readonly<Partial<Record<Behaviour, readonly LogLine[]>>> = {
  crash: TRACE.map(err),
  oom: [out("loading the product catalogue into memory"), out("heap used: 241 MiB"), out("heap used: 255 MiB")],
  flaky: [
    err("Error: connect ECONNREFUSED 10.96.0.20:5432"),
    err("    at TCPConnectWrap.afterConnect (node:net:1611:16)"),
  ],
};

const RUNNING: Readonly<Partial<Record<Behaviour, readonly LogLine[]>>> = {
  unready: [err("GET /healthz 503: the cache is not warm")],
  slow: [out("warming the cache; this takes a while")],
};

/** The whole log of one run, as far as it has got. */
export function logLines(input: LogInput): readonly LogLine[] {
  const start = out(`${input.container}: starting`);
  if (input.ended) return [start, ...(ENDINGS[input.behaviour] ?? [])];
  return [start, ...(RUNNING[input.behaviour] ?? [out("listening")])];
}

/** The log as container runtimes store it, and as a kubelet reads it. */
export function runtimeFormat(lines: readonly LogLine[], at: Date): string {
  const time = at.toISOString().replace("Z", "000000Z");
  return lines.map((line) => `${time} ${line.stream} F ${line.text}\n`).join("");
}

const TERMINATION_MESSAGE_BYTES = 2048;

/** What `terminationMessagePolicy: FallbackToLogsOnError` puts into the status: the end of the log. */
export function terminationMessage(lines: readonly LogLine[]): string {
  return lines
    .map((line) => `${line.text}\n`)
    .join("")
    .slice(-TERMINATION_MESSAGE_BYTES);
}
