import assert from "node:assert/strict";
import {
  formatPropertyPath,
  isWithin,
  parsePropertyPath,
} from "../../../../../sandbox/standins/protocol/property-path";

const PATHS: readonly (readonly [string, (string | number)[]])[] = [
  ["spec.replicas", ["spec", "replicas"]],
  ["rules[0].host", ["rules", 0, "host"]],
  ['metadata.annotations["a.b/c"]', ["metadata", "annotations", "a.b/c"]],
  ['data["with \\"quotes\\""].x', ["data", 'with "quotes"', "x"]],
];

describe("property paths", () => {
  for (const [text, path] of PATHS) {
    it(`reads and writes ${text}`, () => {
      assert.deepEqual(parsePropertyPath(text), path);
      assert.equal(formatPropertyPath(path), text);
    });
  }

  it("rejects what is no path", () => {
    assert.equal(parsePropertyPath('a["b'), undefined);
  });

  it("finds what lies below a pattern", () => {
    const pattern = parsePropertyPath("spec.containers[*].image")!;
    assert.equal(isWithin(pattern, ["spec", "containers", 3, "image"]), true);
    assert.equal(isWithin(pattern, ["spec", "containers", 3, "name"]), false);
    assert.equal(isWithin(pattern, ["spec", "containers"]), false);
  });
});
