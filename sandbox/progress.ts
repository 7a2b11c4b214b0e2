/** Receives one line of progress: what is being done, how long it has taken, how much there is. */
export type Progress = (line: string) => void;

/** Whole seconds as people read them: `42 s`, `3 min 05 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/**
 * Runs `work` and repeats `line` with the elapsed time, so that a long build never looks like a hang.
 *
 * @param everyMs - milliseconds between two lines
 */
export async function withHeartbeat<T>(
  progress: Progress,
  line: string,
  work: () => Promise<T>,
  everyMs = 30_000,
): Promise<T> {
  const started = Date.now();
  progress(line);
  const timer = setInterval(() => {
    progress(`${line} … ${elapsed(Date.now() - started)}`);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
