import assert from "node:assert/strict";
import { consumerManifest, credentialManifest, kongPluginManifest } from "../../../manifests/kong";
import { recommendedLabels } from "../../../manifests/labels";
import { identity } from "../../support/arguments";
import { at } from "../../support/fields";

const named = (name: string, annotations: Record<string, string> = {}) => ({
  name,
  namespace: "outsrc-dev",
  labels: recommendedLabels(identity),
  annotations: { "pulumi.com/patchForce": "true", ...annotations },
});

describe("kongPluginManifest", () => {
  it("has its fields at the top level, as Kong's own resources do", () => {
    assert.deepEqual(kongPluginManifest(identity, "outsrc-dev", { type: "cors", config: { origins: ["*"] } }), {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongPlugin",
      metadata: named("cors"),
      plugin: "cors",
      config: { origins: ["*"] },
    });
  });

  it("is named after its type, which Kong refuses to change in place (TRAP 2)", () => {
    for (const type of ["ip-restriction", "rate-limiting"]) {
      const manifest = kongPluginManifest(identity, "outsrc-dev", { type, config: {} });
      assert.equal(at(manifest, "metadata", "name"), type);
      assert.equal(at(manifest, "plugin"), type);
    }
  });
});

describe("credentialManifest", () => {
  it("is a Secret that Kong recognizes, and has no name of its own", () => {
    assert.deepEqual(credentialManifest(identity, "outsrc-dev", { type: "key-auth", data: { key: "canary" } }), {
      metadata: {
        namespace: "outsrc-dev",
        labels: { ...recommendedLabels(identity), "konghq.com/credential": "key-auth" },
      },
      stringData: { key: "canary" },
    });
  });
});

describe("consumerManifest", () => {
  it("carries the class annotation, and a user name that no other environment has", () => {
    const consumer = { name: "partner", className: "kong", credentials: ["partner-key", "partner-group"] };
    const manifest = consumerManifest(identity, "outsrc-dev", consumer);
    assert.deepEqual(manifest, {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongConsumer",
      metadata: named("partner", { "kubernetes.io/ingress.class": "kong" }),
      username: "outsrc-dev-partner",
      credentials: ["partner-key", "partner-group"],
    });
  });
});
