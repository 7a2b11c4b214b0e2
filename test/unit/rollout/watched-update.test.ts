import assert from "node:assert/strict";
import { ConfigError } from "../../../config/errors";
import type { UpOptions } from "../../../rollout/engine-run";
import type { Session } from "../../../rollout/session";
import type { Step } from "../../../rollout/steps";
import { watchedUpdate } from "../../../rollout/watched-update";

const CANCELED = { urn: undefined, message: "update canceled" };
const STEP: Step = {
  operation: "update",
  type: "kubernetes:core/v1:ConfigMap",
  name: "front",
  urn: "urn",
  fields: [],
  changes: [],
  object: undefined,
};

/** Updates a stack whose engine is stopped because the program failed, after it had begun these steps. */
function update(steps: readonly Step[]) {
  const session = {
    stack: "dev",
    ui: { live: () => undefined, progress: () => undefined },
    redact: (text: string) => text.replaceAll("canary", "[secret]"),
    onInterrupt: () => () => undefined,
    engine: {
      state: () => Promise.resolve({ resources: [], pending: [] }),
      up: (_: string, { onStep, onProblem }: UpOptions) => {
        for (const step of steps) onStep?.(step);
        onProblem?.(CANCELED);
        return Promise.reject(new ConfigError("dns.zone: canary has none"));
      },
    },
  } as unknown as Session;
  return watchedUpdate(session, { message: "why", namespace: "outsrc-dev" });
}

describe("an update whose program fails", () => {
  it("says why, as an update that was not begun, where nothing was changed", async () => {
    await assert.rejects(update([]), ConfigError);
  });

  it("says why before what the engine has to say, without secrets, where something was changed", async () => {
    const { result, problems } = await update([STEP]);
    assert.deepEqual(
      [result, problems],
      ["failed", [{ urn: undefined, message: "dns.zone: [secret] has none" }, CANCELED]],
    );
  });
});
