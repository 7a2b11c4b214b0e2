import assert from "node:assert/strict";
import { recommendedLabels } from "../../../manifests/labels";
import { autoscalerManifest, disruptionBudgetManifest } from "../../../manifests/scaling";
import { front } from "../../support/arguments";

const named = (name: string, annotations: Record<string, string> = {}) => ({
  name,
  namespace: "outsrc-dev",
  labels: recommendedLabels(front),
  annotations: { "pulumi.com/patchForce": "true", ...annotations },
});
const selector = { "app.kubernetes.io/name": "front", "app.kubernetes.io/instance": "outsrc-dev" };

describe("autoscalerManifest", () => {
  it("scales the Deployment of its name by CPU", () => {
    const bounds = { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 };
    assert.deepEqual(autoscalerManifest(front, "outsrc-dev", bounds), {
      metadata: named("front"),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "front" },
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        ],
      },
    });
  });
});

describe("disruptionBudgetManifest", () => {
  it("gives one pod at a time to node upgrades, and any that is not ready", () => {
    assert.deepEqual(disruptionBudgetManifest(front, "outsrc-dev"), {
      metadata: named("front"),
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels: selector } },
    });
  });
});
