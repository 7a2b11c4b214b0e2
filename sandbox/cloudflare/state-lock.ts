import { withLock } from "../lock";

/** How long a predecessor that is just stopping is waited for. */
const PATIENCE_MS = 1000;

/**
 * Takes a lock and keeps it until it is given back, or until this process ends.
 *
 * @returns gives the lock back
 * @throws RolloutError if another emulator holds it
 */
export async function holdLock(path: string): Promise<() => Promise<void>> {
  let giveBack = (): void => undefined;
  const wanted = new Promise<void>((resolve) => {
    giveBack = resolve;
  });
  let held: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    held = withLock(path, { timeoutMs: PATIENCE_MS }, () => {
      resolve();
      return wanted;
    });
    held.catch(reject);
  });
  return () => {
    giveBack();
    return held;
  };
}
