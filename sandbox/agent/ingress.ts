import type { PlainObject } from "./cluster";
import type { Ingress } from "./objects";

/** The class that Kong serves. */
const KONG_CLASS = "kong";

/** The address of Kong's load balancer, as the zone's A record of `proxy` has it. */
export const PROXY_ADDRESS = "35.209.76.89";

const ISSUER_ANNOTATION = "cert-manager.io/cluster-issuer";

/** Whether the ingress controller of the sandbox serves this Ingress and has not given it an address yet. */
export function wantsAddress(ingress: Ingress): boolean {
  const className = ingress.spec?.ingressClassName ?? ingress.metadata?.annotations?.["kubernetes.io/ingress.class"];
  if (className !== KONG_CLASS || ingress.metadata?.deletionTimestamp !== undefined) return false;
  return ingress.status?.loadBalancer?.ingress?.some(({ ip }) => ip === PROXY_ADDRESS) !== true;
}

/** The status that a controller writes once its load balancer serves an Ingress. */
export const SERVED_STATUS = { loadBalancer: { ingress: [{ ip: PROXY_ADDRESS, ipMode: "VIP" }] } };

/** A Certificate object, as far as it is used here. */
export interface CertificateManifest extends PlainObject {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames: readonly string[];
    readonly issuerRef: { readonly group: string; readonly kind: string; readonly name: string };
    readonly usages: readonly string[];
  };
}

/** The Certificates that cert-manager makes for an Ingress: one for each TLS entry that names a Secret. */
export function certificatesFor(ingress: Ingress): CertificateManifest[] {
  const issuer = ingress.metadata?.annotations?.[ISSUER_ANNOTATION];
  if (issuer === undefined || issuer === "" || ingress.metadata?.deletionTimestamp !== undefined) return [];
  const { name = "", namespace = "", uid = "" } = ingress.metadata ?? {};
  const owner = {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return (ingress.spec?.tls ?? []).flatMap(({ secretName, hosts }) => {
    if (secretName === undefined || secretName === "" || hosts === undefined || hosts.length === 0) return [];
    const metadata = { name: secretName, namespace, ownerReferences: [owner] };
    const issuerRef = { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer };
    const spec = { secretName, dnsNames: hosts, issuerRef, usages: ["digital signature", "key encipherment"] };
    return [{ apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata, spec }];
  });
}
