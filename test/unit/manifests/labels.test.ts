import assert from "node:assert/strict";
import { recommendedLabels, selectorLabels, versionLabel } from "../../../manifests/labels";
import { front } from "../../support/arguments";

/** [what it is, the tag, the label's value; `undefined` for no label] */
const tags: [string, string, string | undefined][] = [
  ["a version", "1.1.0", "1.1.0"],
  ["capitals and underscores", "v1.0_RC-1", "v1.0_RC-1"],
  ["a plus sign", "1.1.0+build.7", "1.1.0-build.7"],
  ["an underscore at the start", "_1", "1"],
  ["punctuation at the end", "1.1.-", "1.1"],
  ["63 characters", "a".repeat(63), "a".repeat(63)],
  ["128 characters", "a".repeat(128), "a".repeat(63)],
  ["punctuation at the 63rd character", `${"a".repeat(62)}.b`, "a".repeat(62)],
  ["punctuation only", "___", undefined],
];

describe("selectorLabels", () => {
  it("tell services and environments apart, and nothing that may change", () => {
    assert.deepEqual(selectorLabels(front), {
      "app.kubernetes.io/name": "front",
      "app.kubernetes.io/instance": "outsrc-dev",
    });
  });
});

describe("recommendedLabels", () => {
  it("hold the selector's labels, the application and Pulumi, but no version", () => {
    assert.deepEqual(recommendedLabels(front), {
      "app.kubernetes.io/name": "front",
      "app.kubernetes.io/instance": "outsrc-dev",
      "app.kubernetes.io/part-of": "outsrc",
      "app.kubernetes.io/managed-by": "pulumi",
    });
  });
});

describe("versionLabel", () => {
  for (const [what, tag, expected] of tags)
    it(`makes a label value of ${what}`, () => {
      assert.deepEqual(versionLabel(tag), expected === undefined ? {} : { "app.kubernetes.io/version": expected });
    });
});
