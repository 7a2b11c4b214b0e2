import { X509Certificate } from "node:crypto";

import { z } from "zod";

import type { KeyPair } from "../certificates";
import type { Secret } from "./objects";

/** A Certificate as the API gives it, as far as it is read here. */
export const CERTIFICATE = z.object({
  apiVersion: z.literal("cert-manager.io/v1").default("cert-manager.io/v1"),
  kind: z.literal("Certificate").default("Certificate"),
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    generation: z.number().optional(),
    deletionTimestamp: z.unknown().optional(),
  }),
  spec: z.object({
    secretName: z.string(),
    commonName: z.string().optional(),
    dnsNames: z.array(z.string()).default([]),
    issuerRef: z.object({ name: z.string(), kind: z.string().optional(), group: z.string().optional() }),
  }),
  status: z
    .object({
      revision: z.number().optional(),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), observedGeneration: z.number().optional() }))
        .default([]),
    })
    .optional(),
});

/** See {@link CERTIFICATE}. */
export type Certificate = z.infer<typeof CERTIFICATE>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** As long as Let's Encrypt's certificates, and renewed when a third of that is left. */
export const VALID_DAYS = 90;

const decode = (value: string | undefined): string => Buffer.from(value ?? "", "base64").toString();

function annotations(certificate: Certificate): Record<string, string> {
  const { issuerRef, dnsNames, commonName } = certificate.spec;
  return {
    "cert-manager.io/alt-names": dnsNames.join(","),
    "cert-manager.io/certificate-name": certificate.metadata.name,
    "cert-manager.io/common-name": commonName ?? dnsNames[0] ?? "",
    "cert-manager.io/issuer-group": issuerRef.group ?? "cert-manager.io",
    "cert-manager.io/issuer-kind": issuerRef.kind ?? "Issuer",
    "cert-manager.io/issuer-name": issuerRef.name,
  };
}

/** When the certificate in a Secret ends, if it is one that this Certificate asks for; else it has to be issued anew. */
export function issuedUntil(certificate: Certificate, secret: Secret | undefined): Date | undefined {
  const found = secret?.metadata?.annotations ?? {};
  const wanted = annotations(certificate);
  const same = Object.entries(wanted).every(([key, value]) => found[key] === value);
  if (secret === undefined || !same) return undefined;
  try {
    const until = new Date(new X509Certificate(decode(secret.data?.["tls.crt"])).validTo);
    return until.getTime() > Date.now() ? until : undefined;
  } catch {
    return undefined;
  }
}

/** The Secret that holds an issued certificate. */
export function secretManifest(
  certificate: Certificate,
  pair: KeyPair,
): Secret & { metadata: { name: string; namespace: string } } {
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: {
      name: certificate.spec.secretName,
      namespace: certificate.metadata.namespace,
      annotations: annotations(certificate),
      labels: { "controller.cert-manager.io/fao": "true" },
    },
    data: {
      "tls.crt": Buffer.from(pair.certificate).toString("base64"),
      "tls.key": Buffer.from(pair.key).toString("base64"),
    },
  };
}

/** The status of a Certificate whose Secret is up to date. */
export function readyStatus(certificate: Certificate, until: Date, revision: number): object {
  const { generation } = certificate.metadata;
  return {
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "Ready",
        message: "Certificate is up to date and has not expired",
        lastTransitionTime: new Date(),
        observedGeneration: generation,
      },
    ],
    notBefore: new Date(until.getTime() - VALID_DAYS * DAY_MS),
    notAfter: until,
    renewalTime: new Date(until.getTime() - (VALID_DAYS / 3) * DAY_MS),
    revision,
  };
}

/** The status of a Certificate that is being issued, or waits for an issuer that does not exist. */
export function issuingStatus(certificate: Certificate): object {
  const observedGeneration = certificate.metadata.generation;
  const message = "Issuing certificate as Secret does not exist";
  const common = { reason: "DoesNotExist", message, lastTransitionTime: new Date(), observedGeneration };
  return {
    conditions: [
      { type: "Issuing", status: "True", ...common },
      { type: "Ready", status: "False", ...common },
    ],
  };
}

/** Whether a Certificate's status already has this answer for its present spec. */
export function hasReadyCondition(certificate: Certificate, status: "True" | "False"): boolean {
  const ready = certificate.status?.conditions.find(({ type }) => type === "Ready");
  return ready?.status === status && ready.observedGeneration === certificate.metadata.generation;
}
