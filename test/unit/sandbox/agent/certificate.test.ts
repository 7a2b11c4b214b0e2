import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import { CERTIFICATE, issuedUntil, secretManifest } from "../../../../sandbox/agent/certificate";
import { createAuthority } from "../../../../sandbox/certificates";

const certificate = (dnsNames: string[]) =>
  CERTIFICATE.parse({
    metadata: { name: "shop-tls", namespace: "shop" },
    spec: { secretName: "shop-tls", dnsNames, issuerRef: { name: "letsencrypt-staging", kind: "ClusterIssuer" } },
  });

describe("certificates of the sandbox", () => {
  it("issues a certificate for exactly the hosts asked for, signed by the authority", async () => {
    const authority = await createAuthority("test");
    const pair = await authority.issue({ commonName: "a.example", dnsNames: ["a.example", "b.example"] }, 90);
    const issued = new X509Certificate(pair.certificate);
    assert.equal(issued.subjectAltName, "DNS:a.example, DNS:b.example");
    assert.equal(issued.verify(new X509Certificate(authority.pair.certificate).publicKey), true);
  });

  it("issues anew when the hosts change, and not otherwise", async () => {
    const authority = await createAuthority("test");
    const pair = await authority.issue({ commonName: "a.example", dnsNames: ["a.example"] }, 90);
    const secret = secretManifest(certificate(["a.example"]), pair);
    assert.notEqual(issuedUntil(certificate(["a.example"]), secret), undefined);
    assert.equal(issuedUntil(certificate(["b.example"]), secret), undefined);
    assert.equal(issuedUntil(certificate(["a.example"]), undefined), undefined);
  });
});
