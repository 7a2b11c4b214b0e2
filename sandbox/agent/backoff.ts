const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;

/** How long the kubelet waits after the n-th failure in a row, counted from 1: 10 s, 20 s, 40 s … up to five minutes. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 10), LONGEST_MS);
}

/**
 * How long a container waits before it runs again. The first restart is immediate, as in a kubelet.
 *
 * @param crashes - how often it has ended so far
 */
export function restartDelayMs(crashes: number): number {
  return crashes < 2 ? 0 : backoffMs(crashes - 1);
}

/** Where an image pull that never succeeds stands. */
export interface PullState {
  /** How many pulls have failed so far. */
  readonly attempts: number;
  /** How many times the back-off after one of them was reported. */
  readonly backoffs: number;
  readonly backingOff: boolean;
  /** Milliseconds until this changes. */
  readonly nextMs: number;
}

/** How long a failed pull shows as such, before the kubelet looks again and finds itself in back-off. */
const PULL_ERROR_SHOWN_MS = 2_000;

/** The kubelet's pull attempts `elapsedMs` after the first one: a function of time, so that nothing has to be kept. */
export function pullState(elapsedMs: number): PullState {
  let attempts = 1;
  let attemptAt = 0;
  while (elapsedMs >= attemptAt + backoffMs(attempts)) {
    attemptAt += backoffMs(attempts);
    attempts += 1;
  }
  const since = elapsedMs - attemptAt;
  const backingOff = since >= PULL_ERROR_SHOWN_MS;
  return {
    attempts,
    backoffs: backingOff ? attempts : attempts - 1,
    backingOff,
    nextMs: (backingOff ? backoffMs(attempts) : PULL_ERROR_SHOWN_MS) - since,
  };
}

/** How long `kubectl describe` has to wait for the next event of a restart's back-off. */
const BACKOFF_EVENT_MS = 10_000;

/** How often back-off was reported: once at the start of each, and again while it lasts. */
export function backoffReports(crashes: number, sinceMs: number): { count: number; nextMs: number } {
  let before = 0;
  for (let crash = 2; crash < crashes; crash += 1) before += Math.ceil(restartDelayMs(crash) / BACKOFF_EVENT_MS);
  const now = Math.floor(sinceMs / BACKOFF_EVENT_MS);
  return { count: before + now + 1, nextMs: (now + 1) * BACKOFF_EVENT_MS - sinceMs };
}

/** A duration as Go prints it: `10s`, `1m20s`. */
export function formatGo(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
