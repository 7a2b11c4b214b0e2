import assert from "node:assert/strict";
import { durationMs } from "../../../config/duration";

const ROWS = [
  ["90s", 90_000],
  ["30m", 1_800_000],
  ["24h", 86_400_000],
  ["7d", 604_800_000],
  ["0s", 0],
  ["30", undefined],
  ["-1h", undefined],
  ["1.5h", undefined],
  ["1h30m", undefined],
  ["h", undefined],
] as const;

describe("a duration", () => {
  for (const [text, ms] of ROWS)
    it(`${text} is ${ms === undefined ? "none" : `${ms} ms`}`, () => {
      assert.equal(durationMs(text), ms);
    });
});
