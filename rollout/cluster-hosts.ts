import type { CustomObjectsApi, NetworkingV1Api } from "@kubernetes/client-node";
import { z } from "zod";
import { statusCode } from "./cluster-connection";

/** A Certificate of cert-manager. */
export interface LiveCertificate {
  readonly name: string;
  readonly secretName: string;
  readonly hosts: readonly string[];
  readonly ready: boolean;
  /** Why it is not ready, in cert-manager's words. */
  readonly message: string | undefined;
  /** When the present certificate ends. */
  readonly notAfter: Date | undefined;
}

/** An Ingress, as the cluster has it. */
export interface LiveIngress {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Names of the KongPlugins that are attached. */
  readonly plugins: readonly string[];
  /** Addresses or host names of the load balancer that serves it. */
  readonly addresses: readonly string[];
  /** Secrets that hold its certificates. */
  readonly tlsSecretNames: readonly string[];
}

const certificateList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ secretName: z.string(), dnsNames: z.array(z.string()).default([]) }),
      status: z
        .object({
          notAfter: z.coerce.date().optional(),
          conditions: z
            .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
            .default([]),
        })
        .default({ conditions: [] }),
    }),
  ),
});

/** The Certificates of a namespace; none where cert-manager is not installed. */
export async function certificatesIn(custom: CustomObjectsApi, namespace: string): Promise<readonly LiveCertificate[]> {
  const request = { group: "cert-manager.io", version: "v1", namespace, plural: "certificates" };
  const list: unknown = await custom.listNamespacedCustomObject(request).catch((error: unknown) => {
    if (statusCode(error) === 404) return { items: [] };
    throw error;
  });
  return certificateList.parse(list).items.map(({ metadata, spec, status }) => {
    const condition = status.conditions.find(({ type }) => type === "Ready");
    const ready = condition?.status === "True";
    return {
      name: metadata.name,
      secretName: spec.secretName,
      hosts: spec.dnsNames,
      ready,
      message: ready ? undefined : (condition?.message ?? "cert-manager has not looked at it yet"),
      notAfter: status.notAfter,
    };
  });
}

const PLUGINS_ANNOTATION = "konghq.com/plugins";

/** The Ingresses of a namespace. */
export async function ingressesIn(networking: NetworkingV1Api, namespace: string): Promise<readonly LiveIngress[]> {
  const { items } = await networking.listNamespacedIngress({ namespace });
  return items.map(({ metadata, spec, status }) => ({
    name: metadata?.name ?? "",
    hosts: (spec?.rules ?? []).flatMap(({ host }) => host ?? []),
    plugins: (metadata?.annotations?.[PLUGINS_ANNOTATION] ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
    addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    tlsSecretNames: (spec?.tls ?? []).flatMap(({ secretName }) => secretName ?? []),
  }));
}
