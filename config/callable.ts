/** Whether a value that was found by name is a function that can be called. */
export function isCallable(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function";
}
