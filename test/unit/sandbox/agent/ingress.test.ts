import assert from "node:assert/strict";

import { certificatesFor, PROXY_ADDRESS, wantsAddress } from "../../../../sandbox/agent/ingress";
import type { Ingress } from "../../../../sandbox/agent/objects";

function ingress(changes: Partial<Ingress> = {}): Ingress {
  return {
    metadata: {
      name: "web",
      namespace: "shop",
      uid: "u1",
      annotations: { "cert-manager.io/cluster-issuer": "letsencrypt-staging" },
    },
    spec: { ingressClassName: "kong", tls: [{ hosts: ["a.example", "b.example"], secretName: "shop-tls" }] },
    ...changes,
  };
}

describe("ingresses of the sandbox", () => {
  it("gives an address to an Ingress of class kong only", () => {
    assert.equal(wantsAddress(ingress()), true);
    assert.equal(wantsAddress(ingress({ spec: { ingressClassName: "nginx" } })), false);
    assert.equal(wantsAddress(ingress({ spec: {} })), false);
  });

  it("leaves an Ingress alone that has its address", () => {
    assert.equal(wantsAddress(ingress({ status: { loadBalancer: { ingress: [{ ip: PROXY_ADDRESS }] } } })), false);
  });

  it("makes one Certificate for each TLS entry, owned by the Ingress", () => {
    const [certificate, ...others] = certificatesFor(ingress());
    assert.equal(others.length, 0);
    assert.equal(certificate!.metadata.name, "shop-tls");
    assert.deepEqual(certificate!.spec.dnsNames, ["a.example", "b.example"]);
    assert.deepEqual(certificate!.spec.issuerRef, {
      group: "cert-manager.io",
      kind: "ClusterIssuer",
      name: "letsencrypt-staging",
    });
  });

  it("makes no Certificate without an issuer, a Secret name or hosts", () => {
    assert.deepEqual(certificatesFor(ingress({ metadata: { name: "web" } })), []);
    assert.deepEqual(certificatesFor(ingress({ spec: { tls: [{ hosts: ["a.example"] }, { secretName: "x" }] } })), []);
  });
});
