import type * as k8s from "@pulumi/kubernetes";
import { PATCH_FORCE } from "./annotations";
import { recommendedLabels, type Identity } from "./labels";

/** Pod Security Standard that the namespace enforces. */
export type PodSecurityLevel = "restricted" | "baseline";

/**
 * The environment's namespace. It warns about and audits the restricted standard in any case, and enforces it unless a
 * service has to run as root.
 */
export function namespaceManifest(identity: Identity, enforce: PodSecurityLevel): k8s.core.v1.NamespaceArgs {
  return {
    metadata: {
      name: identity.instance,
      labels: {
        ...recommendedLabels(identity),
        "pod-security.kubernetes.io/enforce": enforce,
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
      annotations: { ...PATCH_FORCE },
    },
  };
}
