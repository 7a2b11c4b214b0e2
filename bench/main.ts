import { offlineRows } from "./offline";
import { previewRow } from "./preview";
import { sandboxRows } from "./sandbox";

/** Prints every speed claim of this project, measured in this run, as ratios of medians. */
async function main(): Promise<void> {
  for (const rows of [offlineRows, previewRow, sandboxRows])
    for (const row of [await rows()].flat()) process.stdout.write(`${row}\n`);
}

void main();
