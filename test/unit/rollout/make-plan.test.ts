import assert from "node:assert/strict";
import { makePlan } from "../../../rollout/make-plan";
import type { Session } from "../../../rollout/session";
import type { Step } from "../../../rollout/steps";
import { SECRET } from "../../../rollout/update";
import { updates } from "../../support/updates";

const ENCRYPTED = { config: { "outsrc:secrets": SECRET } };
const HISTORY = updates({ ...ENCRYPTED, front: "1.0.0" }, { ...ENCRYPTED, front: "1.1.0" });

const step = (type: string, operation: string): Step => ({
  operation,
  urn: type,
  type,
  name: "front",
  fields: ["a"],
  changes: [],
  object: undefined,
});

/** What would come of an update that takes these steps, with the values that the newest revision has. */
function planOf(...steps: Step[]) {
  const session = {
    stack: "dev",
    project: "outsrc",
    engine: { preview: () => Promise.resolve(steps) },
    valuesOf: () => HISTORY[0]!.config,
  } as unknown as Session;
  return makePlan(session, { text: "", updates: HISTORY });
}

describe("makePlan", () => {
  it("gives no number to an update that changes nothing", async () => {
    const { wouldBe } = await planOf();
    assert.equal(wouldBe, undefined);
  });

  it("says that an undo passes over the revisions of the same config", async () => {
    const { wouldBe, undoTo } = await planOf(step("kubernetes:apps/v1:Deployment", "update"));
    assert.deepEqual([wouldBe, undoTo], [3, 1]);
  });

  it("says that an undo returns to the newest revision where the update changes a secret, which looks the same", async () => {
    const { wouldBe, undoTo } = await planOf(step("kubernetes:core/v1:Secret", "replace"));
    assert.deepEqual([wouldBe, undoTo], [3, 2]);
  });
});
