import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parseAllDocuments } from "yaml";
import { z } from "zod";

import { nodeManifest, NODES } from "../nodes";
import { apply, APPLY, APPLY_HEADERS, type Cluster, patchStatus, type PlainObject, statusCode } from "./cluster";

const OBJECT = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Reads every object of a folder of YAML files. */
export function readObjects(directory: string): z.infer<typeof OBJECT>[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => parseAllDocuments(readFileSync(join(directory, file), "utf8")))
    .map((document): unknown => document.toJS())
    .filter((object) => object !== null)
    .map((object) => OBJECT.parse(object));
}

/** What a cluster with Kong has before any application is deployed. */
const INGRESS_CLASS = {
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name: "kong" },
  spec: { controller: "ingress-controllers.konghq.com/kong" },
};

/** The issuers that the platform provides, as every environment expects them. */
export const CLUSTER_ISSUERS = ["letsencrypt-production", "letsencrypt-staging"] as const;

const issuerManifest = (name: string): PlainObject & { spec: unknown } => ({
  apiVersion: "cert-manager.io/v1",
  kind: "ClusterIssuer",
  metadata: { name },
  spec: {
    acme: {
      server: "https://acme.invalid/directory",
      privateKeySecretRef: { name },
      solvers: [{ http01: { ingress: { ingressClassName: "kong" } } }],
    },
  },
});

const ISSUER_READY = {
  conditions: [
    {
      type: "Ready",
      status: "True",
      reason: "ACMEAccountRegistered",
      message: "The ACME account was registered with the ACME server",
    },
  ],
};

const RETRY_MS = 250;

/**
 * Repeats one change until the API server takes it: at the start it is not there yet, and a definition takes a moment
 * until its objects can be made.
 */
async function untilAccepted(change: () => Promise<void>, deadline: number): Promise<void> {
  for (;;) {
    try {
      await change();
      return;
    } catch (error) {
      const code = statusCode(error);
      const refused = code !== undefined && code >= 400 && code < 500 && ![403, 404, 409, 429].includes(code);
      if (refused || Date.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** Of the status only the sizes are ours; the rest is KWOK's. */
async function applyNodes(cluster: Cluster): Promise<void> {
  for (const node of NODES) {
    const { status, ...body } = nodeManifest(node);
    await cluster.core.patchNode({ name: node.name, body, ...APPLY }, APPLY_HEADERS);
    const withStatus = { apiVersion: body.apiVersion, kind: body.kind, metadata: { name: node.name }, status };
    await cluster.core.patchNodeStatus({ name: node.name, body: withStatus, ...APPLY }, APPLY_HEADERS);
  }
}

const CRDS = { group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions" };
const SOURCE_ANNOTATION = "outsrc.dev/sandbox-source";
const INSTALLED = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
    }),
  ),
});

function withSource(object: z.infer<typeof OBJECT>, source: string): z.infer<typeof OBJECT> {
  const annotations = { ...ANNOTATIONS.parse(object.metadata.annotations ?? {}), [SOURCE_ANNOTATION]: source };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const ANNOTATIONS = z.record(z.string(), z.string());

/**
 * Installs the definitions that are not there in this version. Applying one costs the API server up to a second, so that
 * those that are there already are not applied again at each start.
 */
async function installDefinitions(cluster: Cluster, directory: string, deadline: number): Promise<void> {
  const installed = INSTALLED.parse(await cluster.custom.listClusterCustomObject(CRDS)).items;
  const source = basename(directory);
  const install = (object: z.infer<typeof OBJECT>): Promise<void> => {
    const before = installed.find(({ metadata }) => metadata.name === object.metadata.name);
    if (before?.metadata.annotations?.[SOURCE_ANNOTATION] === source) return Promise.resolve();
    const body = withSource(object, source);
    return untilAccepted(async () => {
      if (before !== undefined) await apply(cluster, body);
      else await cluster.custom.createClusterCustomObject({ ...CRDS, body });
    }, deadline);
  };
  await Promise.all(readObjects(directory).map(install));
}

/**
 * Brings in what a bare control plane lacks: nodes, the definitions of Kong and cert-manager, the ingress class and the
 * issuers.
 *
 * @param crds - folder with the definitions
 */
export async function bootstrap(cluster: Cluster, crds: string, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const settle = (object: PlainObject): Promise<void> => untilAccepted(() => apply(cluster, object), deadline);
  await settle(INGRESS_CLASS);
  await applyNodes(cluster);
  await installDefinitions(cluster, crds, deadline);
  for (const issuer of CLUSTER_ISSUERS.map(issuerManifest)) {
    await settle(issuer);
    await untilAccepted(() => patchStatus(cluster, issuer, ISSUER_READY), deadline);
  }
}
