import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readIfExists } from "./files";

/** The file that tells a whole folder from a damaged one. */
export const SEAL = "sha256";

function digest(directory: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(directory).sort())
    if (file !== SEAL) hash.update(`${file}\0`).update(readFileSync(join(directory, file)));
  return hash.digest("hex");
}

/** Writes down what a folder of files holds. */
export function seal(directory: string): void {
  writeFileSync(join(directory, SEAL), digest(directory));
}

/** Whether a folder holds exactly what it held when it was sealed. */
export function isWhole(directory: string): boolean {
  return existsSync(directory) && readIfExists(join(directory, SEAL)) === digest(directory);
}
