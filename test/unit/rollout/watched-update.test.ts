import assert from "node:assert/strict";
import { ConfigError } from "../../../config/errors";
import type { Cluster } from "../../../rollout/cluster";
import type { UpOptions } from "../../../rollout/engine-run";
import type { Session } from "../../../rollout/session";
import type { Step } from "../../../rollout/steps";
import { watchedUpdate } from "../../../rollout/watched-update";
import { snapshotOf } from "./diagnosis/objects";

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
  return watchedUpdate(session, { message: "why" });
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

const DEPLOYMENT: Step = { ...STEP, type: "kubernetes:apps/v1:Deployment", fields: ["spec.template"] };

/** Sees the pods of an update. */
type Watch = Cluster["watch"];

/**
 * Updates a Deployment that was of this generation before, in a cluster that is seen like this.
 * @param isEndless - whether the engine goes on until it is stopped, and not just until something was seen
 */
async function watched(generation: number, watch: Watch, isEndless: boolean) {
  const told: string[] = [];
  let seen: () => void = () => undefined;
  const cluster: Partial<Cluster> = {
    logs: () => Promise.resolve(undefined),
    watch: (...args) => {
      const closable = watch(...args);
      // Not before whatever follows from what was seen.
      if (!isEndless) setImmediate(seen);
      return closable;
    },
  };
  const session = {
    stack: "dev",
    ui: { live: () => undefined, progress: (line: string) => told.push(line) },
    onInterrupt: () => () => undefined,
    connect: () => Promise.resolve(cluster),
    engine: {
      up: (_: string, { onStep, signal }: UpOptions) =>
        new Promise<void>((resolve, reject) => {
          seen = resolve;
          signal?.addEventListener("abort", () => {
            reject(new Error("update canceled"));
          });
          onStep?.({ ...DEPLOYMENT, object: { name: "front", namespace: "outsrc-dev", generation } });
        }),
    },
  } as unknown as Session;
  const { result, causes } = await watchedUpdate(session, { message: "why", connection: {} });
  return { result, causes: causes.map(({ kind }) => kind), told };
}

// Its Deployment is of generation 2.
const FAILING = snapshotOf({
  pods: [{ container: { state: { waiting: { reason: "InvalidImageName", message: "invalid reference format" } } } }],
});

describe("the watch beside an update", () => {
  const see: Watch = (_, onSnapshot) => {
    onSnapshot(FAILING);
    return { close: () => undefined };
  };

  it("stops an update whose pods cannot become ready", async () => {
    assert.deepEqual(await watched(1, see, true), { result: "failed", causes: ["image-pull"], told: [] });
  });

  it("does not hold the pods of an earlier update against one that is not written yet", async () => {
    assert.deepEqual(await watched(2, see, false), { result: "done", causes: [], told: [] });
  });

  it("says once that it cannot see, and leaves the update to the engine", async () => {
    const fail: Watch = (_, __, onFailure) => {
      for (let i = 0; i < 2; i++) onFailure?.(new Error("the cluster does not answer"));
      return { close: () => undefined };
    };
    assert.deepEqual(await watched(1, fail, false), {
      result: "done",
      causes: [],
      told: ["cannot look at the pods: the cluster does not answer"],
    });
  });
});
