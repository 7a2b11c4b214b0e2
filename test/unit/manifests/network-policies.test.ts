import assert from "node:assert/strict";
import { recommendedLabels } from "../../../manifests/labels";
import { allowAcmeSolver, allowCallers, defaultDeny } from "../../../manifests/network-policies";
import { front, identity } from "../../support/arguments";

const kong = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kong" } } };
const podsOf = (name: string) => ({
  podSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "outsrc-dev" } },
});
const settings = { namespace: "outsrc-dev", port: 8080, kongNamespace: undefined, callers: [] };
const ports = [{ port: 8080, protocol: "TCP" }];

describe("defaultDeny", () => {
  it("selects every pod of the namespace and admits nobody", () => {
    assert.deepEqual(defaultDeny(identity, "outsrc-dev"), {
      metadata: {
        name: "default-deny",
        namespace: "outsrc-dev",
        labels: recommendedLabels(identity),
        annotations: { "pulumi.com/patchForce": "true" },
      },
      spec: { policyTypes: ["Ingress"], podSelector: {} },
    });
  });
});

describe("allowAcmeSolver", () => {
  it("lets Kong reach the pod that answers Let's Encrypt", () => {
    assert.deepEqual(allowAcmeSolver(identity, "outsrc-dev", "kong").spec, {
      policyTypes: ["Ingress"],
      podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
      ingress: [{ from: [kong], ports: [{ port: 8089, protocol: "TCP" }] }],
    });
  });
});

describe("allowCallers", () => {
  const spec = (changes: Partial<Parameters<typeof allowCallers>[1]>) =>
    allowCallers(front, { ...settings, ...changes }).spec;

  it("admits Kong and the named services of the same environment, on the service's port", () => {
    assert.deepEqual(spec({ kongNamespace: "kong", callers: ["back", "worker"] }), {
      policyTypes: ["Ingress"],
      ...podsOf("front"),
      ingress: [{ from: [kong, podsOf("back"), podsOf("worker")], ports }],
    });
  });

  it("keeps Kong out of a service that no path leads to", () => {
    assert.deepEqual(spec({ callers: ["back"] }), {
      policyTypes: ["Ingress"],
      ...podsOf("front"),
      ingress: [{ from: [podsOf("back")], ports }],
    });
  });

  it("admits nobody where nobody calls, since a rule without peers would admit everyone", () => {
    assert.deepEqual(spec({}), { policyTypes: ["Ingress"], ...podsOf("front") });
  });
});
