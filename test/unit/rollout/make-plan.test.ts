import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { ConfigError } from "../../../config/errors";
import type { PreviewOptions } from "../../../rollout/engine-run";
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

/**
 * Makes a plan whose text is checked beside the look ahead.
 * @param ending - how the look ahead ends, unless it is stopped before
 */
async function checkedPlan(
  check: () => Promise<void>,
  ending: () => Promise<readonly Step[]> = () => new Promise(() => undefined),
) {
  const preview = ({ onStart, signal }: PreviewOptions) => {
    const stopped = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => {
        reject(new Error("update canceled"));
      });
    });
    onStart?.();
    return Promise.race([ending(), stopped]);
  };
  const session = {
    stack: "dev",
    project: "outsrc",
    engine: { preview },
    check,
    valuesOf: () => HISTORY[0]!.config,
  } as unknown as Session;
  return makePlan(session, { text: "", updates: HISTORY, isToCheck: true });
}

const refuse = () => Promise.reject(new ConfigError("replicas: is no number"));

describe("a look ahead beside which the text is checked", () => {
  it("is stopped where the text is refused, which is what is told", async () => {
    await assert.rejects(checkedPlan(refuse), { name: "ConfigError", message: "replicas: is no number" });
  });

  it("tells of the refusal where the engine has failed over the same", async () => {
    const failed = () => Promise.reject(new Error("the engine ended with exit code 255"));
    const late = () => setImmediate().then(refuse);
    await assert.rejects(checkedPlan(late, failed), { name: "ConfigError" });
  });

  it("tells what the engine says of a text that is not refused", async () => {
    const failed = () => Promise.reject(new Error("the cluster cannot be reached"));
    await assert.rejects(
      checkedPlan(() => Promise.resolve(), failed),
      { message: "the cluster cannot be reached" },
    );
  });

  it("comes to the same plan", async () => {
    const steps = [step("kubernetes:apps/v1:Deployment", "update")];
    assert.deepEqual(
      await checkedPlan(
        () => Promise.resolve(),
        () => Promise.resolve(steps),
      ),
      await planOf(...steps),
    );
  });
});

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
