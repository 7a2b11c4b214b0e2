import { generateKeyPairSync, randomBytes, webcrypto } from "node:crypto";

import type * as X509 from "@peculiar/x509";

/** Loaded only when a certificate is made: it costs more than a whole `up` that finds everything healthy. */
async function loadLibrary(): Promise<typeof X509> {
  // The library resolves its parts by decorators, which need this polyfill first.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. */
export interface Subject {
  readonly commonName: string;
  /** Kubernetes reads a client's groups from here. */
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

function validity(days: number): { notBefore: Date; notAfter: Date } {
  // An hour back, for clocks that disagree inside virtual machines.
  return { notBefore: new Date(Date.now() - 60 * 60 * 1000), notAfter: new Date(Date.now() + days * DAY_MS) };
}

function distinguishedName(subject: Subject): X509.JsonName {
  const organizations = subject.organizations ?? [];
  return [{ CN: [subject.commonName] }, ...organizations.map((organization) => ({ O: [organization] }))];
}

function alternativeNames(x509: typeof X509, subject: Subject): X509.Extension[] {
  const names = [
    ...(subject.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(subject.ipAddresses ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

async function keyToPem(x509: typeof X509, key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

/** Signs certificates; made once per sandbox. */
export interface Authority {
  readonly pair: KeyPair;
  /** Issues a certificate that serves as client and server, for whoever holds the key. */
  issue(subject: Subject, days?: number): Promise<KeyPair>;
}

async function authorityOf(
  x509: typeof X509,
  certificate: X509.X509Certificate,
  keys: webcrypto.CryptoKeyPair,
): Promise<Authority> {
  const issue = async (subject: Subject, days = 3650): Promise<KeyPair> => {
    const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    const issued = await x509.X509CertificateGenerator.create({
      serialNumber: randomBytes(16).toString("hex"),
      subject: distinguishedName(subject),
      issuer: certificate.subject,
      ...validity(days),
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth]),
        ...alternativeNames(x509, subject),
      ],
    });
    return { certificate: issued.toString("pem"), key: await keyToPem(x509, own.privateKey) };
  };
  return { pair: { certificate: certificate.toString("pem"), key: await keyToPem(x509, keys.privateKey) }, issue };
}

/** Makes a certificate authority with a key of its own. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const x509 = await loadLibrary();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString("hex"),
    name: distinguishedName({ commonName }),
    ...validity(3650),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return authorityOf(x509, certificate, keys);
}

/** A key pair that signs and verifies ServiceAccount tokens. */
export function createTokenKeys(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "sec1", format: "pem" }).toString(),
  };
}
