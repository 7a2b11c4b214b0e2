import assert from "node:assert/strict";
import { RolloutError } from "../../../config/errors";
import type { Snapshot } from "../../../rollout/diagnosis/snapshot";
import { missedBy } from "../../../rollout/live";
import type { Plan } from "../../../rollout/plan";
import type { Session } from "../../../rollout/session";
import { parseState } from "../../../rollout/stack-state";
import { IMAGE, snapshotOf } from "./diagnosis/objects";

const OUTPUTS = { namespace: "outsrc-dev", urls: [], images: { front: IMAGE }, deployments: { front: "front" } };
const STATE = parseState({
  resources: [
    { urn: "stack", type: "pulumi:pulumi:Stack", outputs: OUTPUTS },
    { urn: "cluster", type: "pulumi:providers:kubernetes", inputs: { context: "sandbox" } },
  ],
});

const serving = { container: { ready: true } };
const AS_WANTED = snapshotOf({ pods: [serving], oldPods: [] });
const MIXED = snapshotOf({ pods: [serving], oldPods: [serving] });

/** What a plan misses, and whom it asks: `context/namespace`. */
async function missed(
  snapshot: Snapshot | RolloutError,
  { wouldBe, state = STATE }: { wouldBe?: number; state?: typeof STATE } = {},
) {
  const asked: string[] = [];
  const session: Partial<Session> = {
    connect: ({ context }) => {
      const look = (namespace: string) => {
        asked.push(`${String(context)}/${namespace}`);
        return snapshot instanceof RolloutError ? Promise.reject(snapshot) : Promise.resolve(snapshot);
      };
      return Promise.resolve({ snapshot: look } as Awaited<ReturnType<Session["connect"]>>);
    },
  };
  const mismatches = await missedBy(session as Session, { wouldBe } as Plan, state);
  return { mismatches, asked };
}

describe("what a plan without changes misses", () => {
  it("is a pod that serves another image", async () => {
    const message = `front: pod front-old-pod runs gcr.io/outsrc/outsrc-demo-front:1.2.2, wanted ${IMAGE}`;
    assert.deepEqual(await missed(MIXED), {
      mismatches: [{ service: "front", message }],
      asked: ["sandbox/outsrc-dev"],
    });
  });

  it("is nothing where the cluster runs what is wanted", async () => {
    assert.deepEqual(await missed(AS_WANTED), { mismatches: [], asked: ["sandbox/outsrc-dev"] });
  });

  it("is not looked for where the plan has changes", async () => {
    assert.deepEqual(await missed(MIXED, { wouldBe: 2 }), { mismatches: undefined, asked: [] });
  });

  it("is not looked for where nothing is deployed", async () => {
    assert.deepEqual(await missed(MIXED, { state: parseState({}) }), { mismatches: undefined, asked: [] });
  });

  it("stays unknown, and is said to, where the cluster cannot be reached", async () => {
    const unreachable = new RolloutError("cannot reach the cluster of context sandbox (https://127.0.0.1:1): refused");
    await assert.rejects(missed(unreachable), unreachable);
  });
});
