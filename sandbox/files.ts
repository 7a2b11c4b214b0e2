import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { errorCode } from "./system-error";

/** The text of a file, or `undefined` if there is none. */
export function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes a file in one step: readers see the old text or the new one, also when this process is killed on the way. */
export function writeAtomically(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

/** Like {@link writeAtomically}, but leaves a file alone that holds this text already. */
export function writeIfChanged(path: string, text: string, mode = 0o644): void {
  if (readIfExists(path) !== text) writeAtomically(path, text, mode);
}
