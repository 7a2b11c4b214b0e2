import assert from "node:assert/strict";
import { recommendedLabels } from "../../../manifests/labels";
import { serviceAccountManifest, serviceManifest } from "../../../manifests/service";
import { front } from "../../support/arguments";

const named = (name: string, annotations: Record<string, string> = {}) => ({
  name,
  namespace: "outsrc-dev",
  labels: recommendedLabels(front),
  annotations: { "pulumi.com/patchForce": "true", ...annotations },
});
const selector = { "app.kubernetes.io/name": "front", "app.kubernetes.io/instance": "outsrc-dev" };

describe("serviceManifest", () => {
  it("leads its port to the pods' named port, and is waited for as long as they are", () => {
    assert.deepEqual(serviceManifest(front, { namespace: "outsrc-dev", port: 9090, awaitSeconds: 210 }), {
      metadata: named("front", { "pulumi.com/timeoutSeconds": "210" }),
      spec: { selector, ports: [{ name: "http", port: 9090, targetPort: "http", protocol: "TCP" }] },
    });
  });
});

describe("serviceAccountManifest", () => {
  it("mounts no token", () => {
    assert.deepEqual(serviceAccountManifest(front, "outsrc-dev"), {
      metadata: named("front"),
      automountServiceAccountToken: false,
    });
  });
});
