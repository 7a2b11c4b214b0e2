import { offlineRows } from "./offline";
import { previewRow } from "./preview";

/** Prints every speed claim of this project, measured in this run, as ratios of medians. */
async function main(): Promise<void> {
  for (const row of [...(await offlineRows()), await previewRow()]) process.stdout.write(`${row}\n`);
}

void main();
