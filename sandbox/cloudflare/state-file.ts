import { z } from "zod";
import { RolloutError } from "../../config/errors";
import { readIfExists, writeAtomically } from "../files";
import { stateSchema, type State } from "./state";

/** The state on disk, with a copy in memory to answer from. */
export interface StateFile {
  /** The current state. */
  read(): State;
  /** Makes a state the current one. If it cannot be written, the current one stays. */
  write(next: State): void;
}

/**
 * Opens a state file, or makes it.
 *
 * @param initial - what a new file holds
 * @throws RolloutError if the file holds something else
 */
export function openStateFile(path: string, initial: State): StateFile {
  const text = readIfExists(path);
  let current = text === undefined ? initial : parse(path, text);
  const write = (next: State) => {
    writeAtomically(path, `${JSON.stringify(next, undefined, 2)}\n`);
    current = next;
  };
  write(current);
  return { read: () => current, write };
}

function parse(path: string, text: string): State {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw notAState(path, "it is not JSON", cause);
  }
  const state = stateSchema.safeParse(content);
  if (!state.success) throw notAState(path, z.prettifyError(state.error).replaceAll(/\s+/g, " "), state.error);
  return state.data;
}

function notAState(path: string, problem: string, cause: unknown): RolloutError {
  return new RolloutError(
    `${path}: not a state of the Cloudflare emulator, ${problem}; delete the file to start over with the initial records`,
    undefined,
    { cause },
  );
}
