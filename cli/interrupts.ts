const CTRL_C = "\u0003";

/**
 * Calls a listener at every Ctrl-C, or SIGINT or SIGTERM from elsewhere, instead of ending the process. A terminal sends its
 * SIGINT to every process in the foreground, and the engine takes a second one for "at once"; so the key is read as a
 * character here, and the engine is told once.
 *
 * @returns a function that gives the keyboard and the signals back
 */
export function takeInterrupts(listener: () => void): () => void {
  const onKey = (key: Buffer | string) => {
    if (key.toString().includes(CTRL_C)) listener();
  };
  const { stdin } = process;
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    stdin.on("data", onKey);
    stdin.resume();
  }
  return () => {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
    if (!stdin.isTTY) return;
    stdin.off("data", onKey);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
