import { createHash } from "node:crypto";
import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { recommendedLabels, type Identity } from "./labels";

const HASH_LENGTH = 8;

/** Name of the ConfigMap that holds these files: another content is another object, and so a rolling update. */
export function configMapName(service: string, files: Readonly<Record<string, string>>): string {
  const canonical = JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${service}-config-${createHash("sha256").update(canonical).digest("hex").slice(0, HASH_LENGTH)}`;
}

/** A service's config files. Immutable, so that an old ReplicaSet keeps the config that it was made with. */
export function configMapManifest(
  identity: Identity,
  namespace: Input<string>,
  files: Readonly<Record<string, string>>,
): k8s.core.v1.ConfigMapArgs {
  return {
    metadata: { name: configMapName(identity.name, files), namespace, labels: recommendedLabels(identity) },
    data: files,
    immutable: true,
  };
}

/**
 * A service's secret variables. Immutable, and named by Pulumi: other values are another object, whose name gives
 * nothing of the content away.
 */
export function secretManifest(
  identity: Identity,
  namespace: Input<string>,
  variables: Readonly<Record<string, Input<string>>>,
): k8s.core.v1.SecretArgs {
  return {
    metadata: { namespace, labels: recommendedLabels(identity) },
    stringData: variables,
    immutable: true,
  };
}
