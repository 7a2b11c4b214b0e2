import assert from "node:assert/strict";
import { parseDuration } from "../../../cli/duration";

/** [as typed, milliseconds] */
const durations: [string, number][] = [
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h", 3_600_000],
  ["45", 45_000],
  ["0s", 0],
];

describe("a duration", () => {
  for (const [text, milliseconds] of durations)
    it(`is ${milliseconds} ms for ${text}`, () => {
      assert.equal(parseDuration(text), milliseconds);
    });

  for (const text of ["", "m", "-1s", "1.5m", "10 m", "1w"])
    it(`rejects ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDuration(text), /write a duration such as 90s, 10m or 1h/);
    });
});
