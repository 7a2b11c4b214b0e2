import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Authority, createAuthority, createTokenKeys, type KeyPair, type Subject } from "./certificates";

/** Everyone who needs a certificate. */
export const PKI_SUBJECTS = {
  server: {
    commonName: "kube-apiserver",
    dnsNames: ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
    ipAddresses: ["127.0.0.1", "10.96.0.1"],
  },
  etcd: { commonName: "etcd", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] },
  "kubelet-client": { commonName: "kube-apiserver", organizations: ["system:masters"] },
  admin: { commonName: "sandbox-admin", organizations: ["system:masters"] },
  "controller-manager": { commonName: "system:kube-controller-manager" },
  scheduler: { commonName: "system:kube-scheduler" },
  kwok: { commonName: "sandbox-kwok", organizations: ["system:masters"] },
  agent: { commonName: "sandbox-agent", organizations: ["system:masters"] },
} as const satisfies Readonly<Record<string, Subject>>;

/** One of the certificates' names. */
export type PkiName = keyof typeof PKI_SUBJECTS;

/** The file of a certificate or key below `pki`. */
export function pkiFile(pki: string, name: PkiName | "ca" | "token", kind: "crt" | "key" | "pub"): string {
  return join(pki, `${name}.${kind}`);
}

function writePair(directory: string, name: PkiName | "ca", pair: KeyPair): void {
  writeFileSync(pkiFile(directory, name, "crt"), pair.certificate);
  writeFileSync(pkiFile(directory, name, "key"), pair.key, { mode: 0o600 });
}

async function writeAll(
  directory: string,
  authority: Authority,
  tokens: { publicKey: string; privateKey: string },
): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writePair(directory, "ca", authority.pair);
  for (const [name, subject] of Object.entries(PKI_SUBJECTS)) {
    const pair = await authority.issue(subject);
    writeFileSync(join(directory, `${name}.crt`), pair.certificate);
    writeFileSync(join(directory, `${name}.key`), pair.key, { mode: 0o600 });
  }
  writeFileSync(pkiFile(directory, "token", "pub"), tokens.publicKey);
  writeFileSync(pkiFile(directory, "token", "key"), tokens.privateKey, { mode: 0o600 });
}

/** Makes the sandbox's own authority and certificates once. The folder appears whole or not at all. */
export async function ensurePki(pki: string): Promise<void> {
  if (existsSync(pki)) return;
  const temporary = `${pki}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  await writeAll(temporary, await createAuthority("outsrc sandbox"), createTokenKeys());
  renameSync(temporary, pki);
}
