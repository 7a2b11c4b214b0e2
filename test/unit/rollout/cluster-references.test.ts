import assert from "node:assert/strict";
import type { V1PodSpec } from "@kubernetes/client-node";
import { configReferences } from "../../../rollout/cluster-references";

const spec: unknown = {
  initContainers: [{ name: "init", envFrom: [{ configMapRef: { name: "in-init" } }] }],
  containers: [
    {
      name: "front",
      envFrom: [{ configMapRef: { name: "from" } }, { secretRef: { name: "from-secret", optional: true } }],
      env: [
        { name: "A", value: "plain" },
        { name: "B", valueFrom: { configMapKeyRef: { name: "key", key: "b" } } },
        { name: "C", valueFrom: { secretKeyRef: { name: "key-secret", key: "c" } } },
      ],
    },
  ],
  volumes: [
    { name: "tmp", emptyDir: {} },
    { name: "config", configMap: { name: "mounted" } },
    { name: "secret", secret: { secretName: "mounted-secret" } },
    {
      name: "both",
      projected: { sources: [{ configMap: { name: "projected" } }, { secret: { name: "projected-secret" } }] },
    },
  ],
  imagePullSecrets: [{ name: "registry" }],
};

describe("what pods refer to", () => {
  it("is found in variables, volumes, init containers and pull secrets", () => {
    const { configMaps, secrets } = configReferences([spec as V1PodSpec]);
    assert.deepEqual([...configMaps].sort(), ["from", "in-init", "key", "mounted", "projected"]);
    assert.deepEqual([...secrets].sort(), [
      "from-secret",
      "key-secret",
      "mounted-secret",
      "projected-secret",
      "registry",
    ]);
  });
});
