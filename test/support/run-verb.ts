import { Command } from "commander";
import type { Io } from "../../cli/io";

/** What a verb wrote. */
export interface Written {
  readonly results: string[];
  readonly progress: string[];
}

/** Runs one verb of `rollout` in this process, on a project folder. */
export async function runVerb(verb: (io: Io) => Command, directory: string, ...args: string[]): Promise<Written> {
  const written: Written = { results: [], progress: [] };
  const io: Io = {
    result: (text) => written.results.push(text),
    progress: (line) => written.progress.push(line),
    interactive: false,
    color: false,
  };
  const command = verb(io)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const program = new Command("rollout").option("-C, --directory <dir>").exitOverride().addCommand(command);
  await program.parseAsync(["-C", directory, command.name(), ...args], { from: "user" });
  return written;
}
