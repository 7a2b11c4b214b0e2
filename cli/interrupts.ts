const CTRL_C = "\u0003";

const listeners: (() => void)[] = [];

const interrupted = () => listeners.at(-1)?.();
const onKey = (key: Buffer | string) => {
  if (key.toString().includes(CTRL_C)) interrupted();
};

function listen(): void {
  const { stdin } = process;
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.on("data", onKey);
  stdin.resume();
}

function stopListening(): void {
  const { stdin } = process;
  process.off("SIGINT", interrupted);
  process.off("SIGTERM", interrupted);
  if (!stdin.isTTY) return;
  stdin.off("data", onKey);
  stdin.setRawMode(false);
  stdin.pause();
}

/**
 * Calls a listener at every Ctrl-C, or SIGINT or SIGTERM from elsewhere, instead of ending the process. A terminal sends its
 * SIGINT to every process in the foreground, and the engine takes a second one for "at once"; so the key is read as a
 * character here, and the engine is told once. Where several listen, only the newest of them is called.
 *
 * @returns a function that takes the listener away; after the last one keyboard and signals are as they were
 */
export function takeInterrupts(listener: () => void): () => void {
  if (listeners.length === 0) listen();
  listeners.push(listener);
  return () => {
    const index = listeners.indexOf(listener);
    if (index < 0) return;
    listeners.splice(index, 1);
    if (listeners.length === 0) stopListening();
  };
}
