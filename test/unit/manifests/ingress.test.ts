import assert from "node:assert/strict";
import { Output, output } from "@pulumi/pulumi";
import { ingressManifest, type IngressSettings } from "../../../manifests/ingress";
import { identity } from "../../support/arguments";
import { at } from "../../support/fields";

const manifest = (changes: Partial<IngressSettings> = {}) =>
  ingressManifest(identity, {
    namespace: "outsrc-dev",
    hosts: ["outsrc.dev", "www.outsrc.dev"],
    routes: [
      { path: "/", service: "front", port: 8080 },
      { path: "/api", service: "back", port: 9090 },
    ],
    className: "kong",
    clusterIssuer: "letsencrypt-staging",
    tlsSecretName: "outsrc-dev-tls",
    plugins: [],
    awaitSeconds: 300,
    ...changes,
  });

const paths = [
  { path: "/", pathType: "Prefix", backend: { service: { name: "front", port: { number: 8080 } } } },
  { path: "/api", pathType: "Prefix", backend: { service: { name: "back", port: { number: 9090 } } } },
];

describe("ingressManifest", () => {
  it("leads every host to every service, with one certificate for all hosts", () => {
    assert.deepEqual(manifest().spec, {
      ingressClassName: "kong",
      tls: [{ hosts: ["outsrc.dev", "www.outsrc.dev"], secretName: "outsrc-dev-tls" }],
      rules: ["outsrc.dev", "www.outsrc.dev"].map((host) => ({ host, http: { paths } })),
    });
  });

  it("writes its protocols out and redirects plain HTTP for good (TRAP 5)", () => {
    assert.deepEqual(manifest().metadata, {
      name: "outsrc",
      namespace: "outsrc-dev",
      labels: {
        "app.kubernetes.io/name": "outsrc",
        "app.kubernetes.io/instance": "outsrc-dev",
        "app.kubernetes.io/part-of": "outsrc",
        "app.kubernetes.io/managed-by": "pulumi",
      },
      annotations: {
        "pulumi.com/patchForce": "true",
        "pulumi.com/timeoutSeconds": "300",
        "cert-manager.io/cluster-issuer": "letsencrypt-staging",
        "konghq.com/protocols": "https",
        "konghq.com/https-redirect-status-code": "308",
      },
    });
  });

  it("names its plugins in their order, once they are known", async () => {
    const plugins = [output("ip-restriction"), output(Promise.resolve("rate-limiting"))];
    const annotation = at(manifest({ plugins }), "metadata", "annotations", "konghq.com/plugins");
    assert.ok(Output.isInstance(annotation));
    assert.equal(await new Promise((resolve) => annotation.apply(resolve)), "ip-restriction,rate-limiting");
  });
});
