import assert from "node:assert/strict";
import { clusterOf, outputsOf, parseState } from "../../../rollout/stack-state";

const OUTPUTS = {
  namespace: "outsrc-dev",
  urls: ["https://dev.outsrc.dev"],
  images: { front: "front:1" },
  deployments: { front: "front" },
};

const DEPLOYMENT = {
  resources: [
    { urn: "urn::stack", type: "pulumi:pulumi:Stack", outputs: OUTPUTS },
    { urn: "urn::cluster", type: "pulumi:providers:kubernetes", id: "1", inputs: { context: "sandbox" } },
  ],
  pending_operations: [{ type: "creating", resource: { urn: "urn::record", type: "record" } }],
};

describe("the state of a stack", () => {
  it("tells the outputs of the last update", () => {
    assert.deepEqual(outputsOf(parseState(DEPLOYMENT)), OUTPUTS);
  });

  it("tells how the cluster is reached", () => {
    assert.deepEqual(clusterOf(parseState(DEPLOYMENT)), { kubeconfig: undefined, context: "sandbox" });
  });

  it("tells what was under way", () => {
    assert.deepEqual(
      parseState(DEPLOYMENT).pending.map(({ type, resource }) => [type, resource.urn]),
      [["creating", "urn::record"]],
    );
  });

  it("is empty before the first update, and after a destroy", () => {
    for (const nothing of [undefined, null, {}]) {
      const state = parseState(nothing);
      assert.deepEqual(state, { resources: [], pending: [] });
      assert.equal(outputsOf(state), undefined);
      assert.equal(clusterOf(state), undefined);
    }
  });
});
