import assert from "node:assert/strict";
import { recommendedLabels } from "../../../manifests/labels";
import { namespaceManifest } from "../../../manifests/namespace";
import { identity } from "../../support/arguments";

const force = { "pulumi.com/patchForce": "true" };

describe("namespaceManifest", () => {
  it("enforces what it is told, and warns about and audits the restricted standard in any case", () => {
    const labels = (level: "restricted" | "baseline") => ({
      ...recommendedLabels(identity),
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/warn": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
    });
    for (const level of ["restricted", "baseline"] as const)
      assert.deepEqual(namespaceManifest(identity, level), {
        metadata: { name: "outsrc-dev", labels: labels(level), annotations: force },
      });
  });
});
