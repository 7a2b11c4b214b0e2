import { appendFileSync, writeFileSync } from "node:fs";

/** One request, as the emulator saw and answered it. The token is not part of it. */
export interface LoggedRequest {
  /** When it was answered. */
  readonly time: string;
  readonly method: string;
  /** The path below `/client/v4`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed body; absent if there was none. */
  readonly body?: unknown;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The numbers of the answer's errors. */
  readonly errors: readonly number[];
}

/** What was asked of an emulator since it started. */
export interface RequestLog {
  readonly add: (request: LoggedRequest) => void;
  /** The requests, oldest first. */
  readonly entries: () => readonly LoggedRequest[];
}

/** How many requests are kept in memory; a sandbox that runs for weeks must not grow. */
const KEPT = 10_000;

/**
 * A request log.
 *
 * @param path - a file that gets every request as a line of JSON; it starts empty. Without one, the log is in memory only
 */
export function openRequestLog(path?: string): RequestLog {
  const kept: LoggedRequest[] = [];
  let file = path;
  if (file !== undefined) writeFileSync(file, "", { mode: 0o600 });
  return {
    add(request) {
      kept.push(request);
      if (kept.length > KEPT) kept.shift();
      if (file === undefined) return;
      try {
        appendFileSync(file, `${JSON.stringify(request)}\n`);
      } catch {
        // A full disk must not take the API down; a log with holes would mislead, so it ends here.
        file = undefined;
      }
    },
    entries: () => [...kept],
  };
}
