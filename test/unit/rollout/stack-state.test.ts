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

const named = (name: string, spec: object) => ({ metadata: { name }, spec });
const deployment = (name: string, replicas: number, more: object = {}) => ({
  urn: `urn::${name}`,
  type: "kubernetes:apps/v1:Deployment",
  inputs: named(name, { replicas }),
  ...more,
});

describe("the state of a stack", () => {
  it("tells the outputs of the last update", () => {
    assert.deepEqual(outputsOf(parseState(DEPLOYMENT)), { ...OUTPUTS, replicas: {} });
  });

  it("tells how many pods each Deployment was declared with, but for those that an autoscaler scales", () => {
    const autoscaler = {
      urn: "urn::autoscaler",
      type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      inputs: named("back", { scaleTargetRef: { kind: "Deployment", name: "back" } }),
    };
    const replaced = deployment("front", 7, { delete: true });
    const resources = [...DEPLOYMENT.resources, deployment("front", 3), deployment("back", 2), autoscaler, replaced];
    assert.deepEqual(outputsOf(parseState({ resources }))?.replicas, { front: 3 });
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
