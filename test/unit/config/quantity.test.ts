import assert from "node:assert/strict";
import { equalQuantities, parseQuantity } from "../../../config/quantity";

/** [the quantity, its number of cores or bytes] */
const quantities: [string, number | undefined][] = [
  ["0", 0],
  ["2", 2],
  ["0.5", 0.5],
  [".5", 0.5],
  ["250m", 0.25],
  ["1k", 1_000],
  ["1M", 1_000_000],
  ["1G", 1_000_000_000],
  ["1T", 1_000_000_000_000],
  ["1Ki", 1_024],
  ["256Mi", 268_435_456],
  ["1.5Gi", 1_610_612_736],
  ["1Ti", 1_099_511_627_776],
  ["", undefined],
  ["m", undefined],
  ["1.", undefined],
  ["-1", undefined],
  ["1K", undefined],
  ["1MB", undefined],
  ["1 Gi", undefined],
  ["1Gi\n", undefined],
  ["one", undefined],
];

describe("parseQuantity", () => {
  for (const [text, expected] of quantities)
    it(expected === undefined ? `rejects ${JSON.stringify(text)}` : `reads ${text} as ${expected}`, () => {
      assert.equal(parseQuantity(text), expected);
    });

  it("tells binary units from decimal ones", () => {
    assert.ok(parseQuantity("1000Mi")! < parseQuantity("1Gi")!);
    assert.ok(parseQuantity("1Mi")! > parseQuantity("1M")!);
  });
});

/** [one amount, the other, whether they are the same] */
const pairs: [string, string, boolean][] = [
  ["2Gi", "2048Mi", true],
  ["0.5", "500m", true],
  ["0.7", "700m", true],
  ["1G", "1000M", true],
  ["1", "1000m", true],
  ["2Gi", "2G", false],
  ["0.5", "501m", false],
  ["1Gi", "1073741825", false],
  ["2Gi", "2Gib", false],
  ["x", "x", false],
];

describe("equalQuantities", () => {
  for (const [a, b, expected] of pairs)
    it(`takes ${a} and ${b} for ${expected ? "the same" : "different"}`, () => {
      assert.deepEqual([equalQuantities(a, b), equalQuantities(b, a)], [expected, expected]);
    });

  it("takes every whole number of thousandths for the same as its decimal", () => {
    for (let milli = 1; milli < 4000; milli++) assert.ok(equalQuantities(`${milli}m`, String(milli / 1000)));
  });
});
