import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is not `undefined` or the time is over; then the last answer is returned. */
export async function poll<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  timeoutMs: number,
  everyMs = 100,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
    await sleep(everyMs);
  }
}
