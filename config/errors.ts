import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi/errors";

/** Exit codes of the `rollout` command. */
export const EXIT = { done: 0, failed: 1, usage: 2, timedOut: 3 } as const;

/**
 * What the user declared cannot be deployed. The engine prints a `RunError` without a stack trace, and `rollout` exits
 * with code 2.
 */
export class ConfigError extends RunError {
  override readonly name = "ConfigError";

  // Pulumi's language host inspects every failure together with all promises that hang on it: measured, 38 s for a
  // misspelt key. The message says it all.
  [inspect.custom](): string {
    return this.message;
  }
}

/**
 * An operation did not succeed. The message says what is wrong, where, and what to do instead.
 *
 * @example throw new RolloutError("no Go toolchain found; install Go 1.26 or newer, or name a cluster with --context");
 */
export class RolloutError extends Error {
  override readonly name = "RolloutError";

  /** @param exitCode - what `rollout` exits with; `EXIT.failed` unless given */
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
