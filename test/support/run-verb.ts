import { Command, CommanderError } from "commander";
import type { Io } from "../../cli/io";
import { ConfigError, EXIT, RolloutError } from "../../config/errors";

/** What a verb wrote. */
export interface Written {
  readonly results: string[];
  readonly progress: string[];
}

/** What a verb wrote, and how it ended, as a shell sees it. */
export interface Ended extends Written {
  readonly code: number;
  /** What the user reads last; empty after a success. */
  readonly error: string;
}

async function run(verb: (io: Io) => Command, directory: string, args: string[], written: Written): Promise<void> {
  const io: Io = {
    result: (text) => written.results.push(text),
    progress: (line) => written.progress.push(line),
    interactive: false,
  };
  const command = verb(io)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const program = new Command("rollout").option("-C, --directory <dir>").exitOverride().addCommand(command);
  await program.parseAsync(["-C", directory, command.name(), ...args], { from: "user" });
}

/** Runs one verb of `rollout` in this process, on a project folder. */
export async function runVerb(verb: (io: Io) => Command, directory: string, ...args: string[]): Promise<Written> {
  const written: Written = { results: [], progress: [] };
  await run(verb, directory, args, written);
  return written;
}

function codeOf(error: unknown): number | undefined {
  if (error instanceof RolloutError) return error.exitCode;
  return error instanceof ConfigError || error instanceof CommanderError ? EXIT.usage : undefined;
}

/** The same for a verb that may fail: a failure that a user would read is told, any other one is thrown. */
export async function endVerb(verb: (io: Io) => Command, directory: string, ...args: string[]): Promise<Ended> {
  const written: Written = { results: [], progress: [] };
  try {
    await run(verb, directory, args, written);
    return { ...written, code: EXIT.done, error: "" };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    return { ...written, code, error: error.message };
  }
}
