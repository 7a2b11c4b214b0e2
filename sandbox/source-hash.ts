import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Identifies the files of a folder by their content, so that a component whose source changed is started anew. */
export function sourceHash(directory: string): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(directory, entry.name)));
  }
  return hash.digest("hex").slice(0, 16);
}
