import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";

const MAX_LINES = 150;

/**
 * Compares a text with the golden file of that path below test/golden. `UPDATE_GOLDEN=1` writes the file instead.
 * A difference is explained in the pull request that brings it.
 */
export function assertGoldenText(path: string, text: string): void {
  const file = join(__dirname, "../golden", path);
  assert.ok(text.split("\n").length <= MAX_LINES, `${path} is longer than ${MAX_LINES} lines, which nobody reviews`);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `there is no golden file ${path}; write it with npm run golden -- --update`);
  assert.equal(text, readFileSync(file, "utf8"), `${path} differs; npm run golden -- --update takes it over`);
}

/** Compares an object with the golden file of that path below test/golden, as YAML. */
export function assertGolden(path: string, value: unknown): void {
  assertGoldenText(path, stringify(value, { lineWidth: 0 }));
}
