import { RolloutError } from "../config/errors";
import { failureRows } from "./failure";
import { offlineRows } from "./offline";
import { previewRows } from "./preview";
import { sandboxRows } from "./sandbox";
import { scaleRows } from "./scale";
import { undoRows } from "./undo";

const ROWS: Readonly<Record<string, () => Promise<string[]>>> = {
  offline: offlineRows,
  preview: previewRows,
  undo: undoRows,
  failure: failureRows,
  scale: scaleRows,
  sandbox: sandboxRows,
};

/** Prints every speed claim of this project, measured in this run, as ratios of medians; or those that are named. */
async function main(): Promise<void> {
  const names = process.argv.slice(2);
  for (const [name, rows] of Object.entries(ROWS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      for (const row of await rows()) process.stdout.write(`${row}\n`);
    } catch (error) {
      if (!(error instanceof RolloutError)) throw error;
      process.stdout.write(`${name}: not measured, ${error.message}\n`);
    }
  }
}

void main();
