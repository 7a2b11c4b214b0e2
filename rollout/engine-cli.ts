import { PulumiCommand } from "@pulumi/pulumi/automation/cmd";
import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/errors";
import { z } from "zod";
import { RolloutError } from "../config/errors";
import { complaintsOf, NeverDeployed, openingFailure } from "./engine-errors";
import { withWholeFiles } from "./torn-files";

export type { PulumiCommand };

/** Which stack of which project folder, and how to run the CLI on it. */
export interface CliOptions {
  /** Project folder: Pulumi.yaml and the stack files. */
  readonly directory: string;
  readonly stack: string;
  /**
   * Environment variables for the engine and the providers, over those of this process.
   * @default {}
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The Pulumi CLI to drive.
   * @default - the one on PATH
   */
  readonly command?: PulumiCommand;
}

/** How the SDK runs the CLI; it declares no type for it. */
interface Runner {
  run(args: string[], directory: string, env: Record<string, string>): Promise<{ readonly stdout: string }>;
}

// The SDK asks a CLI for its version before anything else, which takes as long as to read a stack, and no read needs it.
const OF_ANY_VERSION = new (PulumiCommand as unknown as new (command: string, version: null) => Runner)("pulumi", null);

/** Runs the CLI in the project folder of a stack. It has started when this returns; what it has printed comes later. */
export async function runCli({ directory, env, command }: CliOptions, args: readonly string[]): Promise<string> {
  const runner = command ? (command as unknown as Runner) : OF_ANY_VERSION;
  return (await runner.run([...args], directory, { ...env })).stdout;
}

/**
 * The Pulumi CLI on PATH, for a stack that is to be opened.
 * @throws RolloutError if there is none
 */
export async function findCommand(stack: string): Promise<PulumiCommand> {
  return PulumiCommand.get().catch(unreadable(stack));
}

/** Explains an error of the CLI before it can do anything with a stack. */
export function unreadable(stack: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof StackNotFoundError) throw new NeverDeployed(stack);
    throw error instanceof CommandError ? openingFailure(stack, error.message, error) : error;
  };
}

/** An error of the CLI in its own words. */
export function explain(error: unknown): unknown {
  if (!(error instanceof CommandError) || error instanceof ConcurrentUpdateError) return error;
  const words = complaintsOf(error.message).map((complaint) => `error: ${complaint}`);
  return words.length === 0 ? error : new RolloutError(words.join("\n"), undefined, { cause: error });
}

const whoAmI = z.looseObject({ url: z.string().optional() });

/**
 * Runs an operation, and once more if it failed over a torn file of the backend.
 * @param isRepeatable - whether it may be run again
 */
export function soundly<T>(options: CliOptions, operation: () => Promise<T>, isRepeatable = () => true): Promise<T> {
  const backend = {
    directory: options.directory,
    url: async () => whoAmI.parse(JSON.parse(await runCli(options, ["whoami", "--json"]))).url,
  };
  const isSuspect = (error: unknown) =>
    error instanceof CommandError && !(error instanceof ConcurrentUpdateError) && isRepeatable();
  return withWholeFiles(backend, isSuspect, operation);
}
