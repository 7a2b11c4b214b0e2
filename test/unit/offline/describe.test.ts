import assert from "node:assert/strict";
import { describeDeclaration } from "../../../offline/describe";
import type { Declaration } from "../../../offline/recording-monitor";
import { declaration, TYPES } from "../../support/declaration";
import { DIGEST } from "../../support/valid-config";

const deployment = (image: string, replicas: number) => ({
  spec: { replicas, template: { spec: { containers: [{ image }] } } },
});

/** [what it is, type, logical name, inputs, label, detail] */
const objects: [string, string, string, object, string, string][] = [
  [
    "a Deployment by image and pods",
    TYPES.deployment,
    "front",
    deployment("gcr.io/outsrc/front:1.1.0", 2),
    "Deployment front",
    "front:1.1.0\n2 pods",
  ],
  [
    "one pod in the singular",
    TYPES.deployment,
    "front",
    deployment("front:1", 1),
    "Deployment front",
    "front:1\n1 pod",
  ],
  ["no pods", TYPES.deployment, "front", deployment("front:1", 0), "Deployment front", "front:1\n0 pods"],
  [
    "a digest in short",
    TYPES.deployment,
    "front",
    deployment(`gcr.io/outsrc/front:1.1.0@${DIGEST}`, 3),
    "Deployment front",
    "front:1.1.0@sha256:01234567…\n3 pods",
  ],
  [
    "an autoscaler by its bounds",
    TYPES.autoscaler,
    "front",
    { spec: { minReplicas: 3, maxReplicas: 10 } },
    "HorizontalPodAutoscaler front",
    "3 to 10 pods",
  ],
  [
    "an Ingress by its addresses",
    TYPES.ingress,
    "outsrc",
    { spec: { rules: [{ host: "outsrc.dev" }, { host: "www.outsrc.dev" }] } },
    "Ingress outsrc",
    "https://outsrc.dev\nhttps://www.outsrc.dev",
  ],
  [
    "a plugin by its settings",
    TYPES.plugin,
    "ip-restriction",
    { config: { allow: ["10.0.0.0/8", "::1/128"], status: 403 } },
    "KongPlugin ip-restriction",
    "allow: 10.0.0.0/8, ::1/128\nstatus: 403",
  ],
  [
    "a ConfigMap by its files",
    TYPES.configMap,
    "front-config",
    { data: { "a.yaml": "canary", "b.yaml": "canary" } },
    "ConfigMap front-config",
    "a.yaml\nb.yaml",
  ],
  [
    "a DNS record by host and target",
    TYPES.record,
    "dev.outsrc.dev",
    { name: "dev.outsrc.dev", content: "proxy.outsrc.dev" },
    "DNS record",
    "dev.outsrc.dev → proxy.outsrc.dev",
  ],
  ["a Secret by what it has no name for", TYPES.secret, "s", { metadata: {} }, "Secret s", "(named by Pulumi)"],
  ["any other object by its name", TYPES.service, "front", { metadata: { name: "x" } }, "Service front", "x"],
];

describe("describeDeclaration", () => {
  for (const [what, type, name, inputs, label, detail] of objects)
    it(`describes ${what}`, () => {
      assert.deepEqual(describeDeclaration(declaration(type, name, { inputs: { ...inputs } })), { label, detail });
    });

  it("says that an object is protected", () => {
    assert.equal(
      describeDeclaration(declaration(TYPES.namespace, "outsrc", { protect: true }))?.detail,
      "outsrc (protected)",
    );
  });

  it("says nothing about components and providers", () => {
    const others: Declaration[] = [
      declaration(TYPES.component, "front", { custom: false }),
      declaration(TYPES.provider, "cluster"),
    ];
    assert.deepEqual(others.map(describeDeclaration), [undefined, undefined]);
  });
});
