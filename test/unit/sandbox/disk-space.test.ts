import assert from "node:assert/strict";
import { tmpdir } from "node:os";

import { requireSpace } from "../../../sandbox/disk-space";

describe("the disk of the sandbox", () => {
  it("is large enough where there is room", () => {
    assert.doesNotThrow(() => {
      requireSpace(tmpdir(), 0);
    });
  });

  it("rejects a disk without room in one line that says what to do", () => {
    assert.throws(() => {
      requireSpace(tmpdir(), 2 ** 50);
    }, /^RolloutError: \S+: the disk is full \(\d+ MiB are free, the sandbox needs 1125899906842624\); free about 1 GB and run the same command again$/);
  });
});
