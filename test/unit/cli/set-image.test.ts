import assert from "node:assert/strict";
import { parsePairs } from "../../../cli/set-image";

/** [what is wrong, pairs, the message] */
const refusals: [string, string[], RegExp][] = [
  ["an image without a service", ["gcr.io/outsrc/front:1"], /^gcr\.io\/outsrc\/front:1: is no image; write front=/],
  ["a service without an image", ["front="], /^front=: is no image; write front=/],
  ["a service that is named twice", ["front=a:1", "front=a:2"], /^front=a:2: names front twice; write it once$/],
];

describe("the images of set-image", () => {
  it("are pairs of service and reference", () => {
    assert.deepEqual(parsePairs(["front=gcr.io/outsrc/front:1@sha256:00", "back=b:2"]), {
      front: "gcr.io/outsrc/front:1@sha256:00",
      back: "b:2",
    });
  });

  for (const [what, pairs, message] of refusals)
    it(`rejects ${what}`, () => {
      assert.throws(() => parsePairs(pairs), { name: "RolloutError", exitCode: 2, message });
    });
});
