import { endWorld, prepareWorld } from "./world";

// A run that somebody interrupts leaves no control plane behind either.
const TO_END = ["SIGINT", "SIGTERM"] as const;

/** Once a run, in mocha's own process, before the first suite. */
export function mochaGlobalSetup(): void {
  prepareWorld();
  for (const name of TO_END) process.on(name, () => void endWorld().finally(() => process.exit(1)));
}

/** The same after the last suite. */
export async function mochaGlobalTeardown(): Promise<void> {
  await endWorld();
}
