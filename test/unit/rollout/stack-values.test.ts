import assert from "node:assert/strict";
import { imagesOf, mapOf, releaseNotesOf, versionOf } from "../../../rollout/stack-values";
import { DIGEST } from "../../support/valid-config";

describe("imagesOf and releaseNotesOf", () => {
  it("read the keys of their project", () => {
    const values = { "outsrc:images": { front: "r/front:1" }, "outsrc:releaseNotes": { front: "x" }, "a:images": {} };
    assert.deepEqual(imagesOf(values, "outsrc"), { front: "r/front:1" });
    assert.deepEqual(releaseNotesOf(values, "outsrc"), { front: "x" });
  });

  it("find none in what has another shape", () => {
    for (const images of [undefined, "x", ["x"], { front: 1 }])
      assert.deepEqual(imagesOf({ "outsrc:images": images }, "outsrc"), {});
  });
});

describe("mapOf", () => {
  it("makes nothing of what is no map", () => {
    assert.deepEqual([mapOf({ a: 1 }), mapOf(undefined), mapOf("a"), mapOf([1])], [{ a: 1 }, {}, {}, {}]);
  });
});

describe("versionOf", () => {
  it("is the tag, or the whole of what has none", () => {
    assert.deepEqual([`r/front:1.1.0@${DIGEST}`, "r/front:1.1.0", "front", "r/front:latest"].map(versionOf), [
      "1.1.0",
      "1.1.0",
      "front",
      "r/front:latest",
    ]);
  });
});
