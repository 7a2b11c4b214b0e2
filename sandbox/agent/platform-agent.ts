import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import { type Authority, createAuthority } from "../certificates";
import { CLUSTER_ISSUERS } from "./bootstrap";
import {
  CERTIFICATE,
  type Certificate,
  hasReadyCondition,
  issuedUntil,
  issuingStatus,
  readyStatus,
  secretManifest,
  VALID_DAYS,
} from "./certificate";
import { apply, APPLY, APPLY_HEADERS, type Cluster, patchStatus, statusCode } from "./cluster";
import { type CertificateManifest, certificatesFor, SERVED_STATUS, wantsAddress } from "./ingress";
import type { Ingress, Secret } from "./objects";

/** Whether a Certificate is what its Ingress asks for. */
function meets({ metadata, spec }: Certificate, wanted: CertificateManifest): boolean {
  const same = metadata.name === wanted.metadata.name && metadata.namespace === wanted.metadata.namespace;
  return (
    same &&
    isDeepStrictEqual(
      [spec.secretName, spec.dnsNames, spec.issuerRef.name],
      [wanted.spec.secretName, wanted.spec.dnsNames, wanted.spec.issuerRef.name],
    )
  );
}

const CERTIFICATES = z.object({ items: z.array(CERTIFICATE) });
const EVERY_MS = 500;

/**
 * Plays the two controllers that the platform provides: Kong, which gives an Ingress its address, and cert-manager,
 * which makes a Certificate and its Secret. It looks at the whole cluster twice a second: there are a handful of these
 * objects, and a look repairs whatever somebody changed or deleted.
 */
export class PlatformAgent {
  private authority: Authority | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly log: (line: string) => void,
  ) {}

  /** Starts to look; each look begins after the one before has ended. */
  run(): void {
    const again = (): void => {
      setTimeout(() => {
        this.run();
      }, EVERY_MS);
    };
    this.look().then(again, (error: unknown) => {
      this.log(`platform: ${String(error)}`);
      again();
    });
  }

  private async look(): Promise<void> {
    const list: unknown = await this.cluster.custom.listCustomObjectForAllNamespaces({
      group: "cert-manager.io",
      version: "v1",
      plural: "certificates",
    });
    const certificates = CERTIFICATES.parse(list).items;
    const { items } = await this.cluster.networking.listIngressForAllNamespaces();
    for (const ingress of items) await this.attempt(ingress.metadata?.name, () => this.ingress(ingress, certificates));
    for (const certificate of certificates) {
      await this.attempt(certificate.metadata.name, () => this.certificate(certificate));
    }
  }

  /** One object that cannot be handled, say in a namespace that is being deleted, must not hold up the others. */
  private async attempt(name: string | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (statusCode(error) === undefined) throw error;
      this.log(`${name ?? ""}: the API refused a change: ${String(error).split("\n")[0] ?? ""}`);
    }
  }

  private async ingress(ingress: Ingress, certificates: readonly Certificate[]): Promise<void> {
    const { name = "", namespace = "" } = ingress.metadata ?? {};
    if (wantsAddress(ingress)) {
      const object = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name, namespace } };
      await patchStatus(this.cluster, object, SERVED_STATUS);
    }
    for (const wanted of certificatesFor(ingress)) {
      if (!certificates.some((certificate) => meets(certificate, wanted))) await apply(this.cluster, wanted);
    }
  }

  private async certificate(certificate: Certificate): Promise<void> {
    if (certificate.metadata.deletionTimestamp !== undefined) return;
    const secret = await this.secret(certificate);
    const until = issuedUntil(certificate, secret);
    if (until !== undefined && hasReadyCondition(certificate, "True")) return;
    const revision = certificate.status?.revision ?? 0;
    if (until !== undefined)
      return patchStatus(this.cluster, certificate, readyStatus(certificate, until, Math.max(revision, 1)));
    // The first look says that it is being issued, the next one issues it: both states can be seen, as in reality.
    if (!hasReadyCondition(certificate, "False"))
      return patchStatus(this.cluster, certificate, issuingStatus(certificate));
    if (!CLUSTER_ISSUERS.some((issuer) => issuer === certificate.spec.issuerRef.name)) return;
    const issued = await this.issue(certificate);
    await patchStatus(this.cluster, certificate, readyStatus(certificate, issued, revision + 1));
  }

  private async secret(certificate: Certificate): Promise<Secret | undefined> {
    const { namespace } = certificate.metadata;
    try {
      return await this.cluster.core.readNamespacedSecret({ name: certificate.spec.secretName, namespace });
    } catch (error) {
      if (statusCode(error) === 404) return undefined;
      throw error;
    }
  }

  private async issue(certificate: Certificate): Promise<Date> {
    this.authority ??= await createAuthority("outsrc sandbox issuer");
    const { commonName, dnsNames } = certificate.spec;
    const pair = await this.authority.issue(
      { commonName: commonName ?? dnsNames[0] ?? "sandbox", dnsNames },
      VALID_DAYS,
    );
    const body = secretManifest(certificate, pair);
    const { name, namespace } = body.metadata;
    await this.cluster.core.patchNamespacedSecret({ name, namespace, body, ...APPLY }, APPLY_HEADERS);
    return issuedUntil(certificate, body) ?? new Date();
  }
}
