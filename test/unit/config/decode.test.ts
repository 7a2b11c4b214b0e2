import assert from "node:assert/strict";
import { canonicalValue, decodeValue } from "../../../config/decode";

/** [key, what the engine keeps, what the stack file holds] */
const values: [string, string, unknown][] = [
  ["protect", "true", true],
  ["hosts", '["dev.outsrc.dev"]', ["dev.outsrc.dev"]],
  ["namespace", "outsrc-dev", "outsrc-dev"],
  ["namespace", "2026", "2026"],
  ["namespace", "true", "true"],
  ["unknown", "text", "text"],
  ["unknown", "3", 3],
  ["constructor", "text", "text"],
];

describe("decodeValue", () => {
  for (const [key, text, expected] of values)
    it(`reads ${text} of ${key} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(decodeValue(key, text), expected);
    });
});

describe("a value of a stack file", () => {
  for (const [key, value, canonical] of [
    ["protect", true, true],
    ["protect", "true", true],
    ["namespace", 2026, "2026"],
    ["namespace", "outsrc-dev", "outsrc-dev"],
    ["hosts", ["a.b"], ["a.b"]],
  ] as const)
    it(`is the same for ${key}: ${JSON.stringify(value)} as in the history`, () => {
      assert.deepEqual(canonicalValue(key, value), canonical);
    });
});
