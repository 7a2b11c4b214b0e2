import assert from "node:assert/strict";
import { forcedReason, lockWaitMs } from "../../../cli/rollout-flags";

describe("the flags of an update", () => {
  it("overrule a refusal with a reason only", () => {
    assert.equal(forcedReason({}), undefined);
    assert.equal(forcedReason({ force: true, reason: "the database is back" }), "the database is back");
    assert.throws(() => forcedReason({ force: true }), { name: "RolloutError", exitCode: 2 });
    assert.throws(() => forcedReason({ reason: "the database is back" }), { name: "RolloutError", exitCode: 2 });
  });

  it("wait for a lock not at all, for a while, or for a day", () => {
    assert.equal(lockWaitMs({}), undefined);
    assert.equal(lockWaitMs({ waitForLock: 600_000 }), 600_000);
    assert.equal(lockWaitMs({ waitForLock: true }), 86_400_000);
  });
});
