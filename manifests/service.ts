import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { awaitTimeout, PATCH_FORCE } from "./annotations";
import { recommendedLabels, selectorLabels, type Identity } from "./labels";

/** The stable address of a service's pods. Pulumi waits `awaitSeconds` for its first endpoints. */
export function serviceManifest(
  identity: Identity,
  settings: { readonly namespace: Input<string>; readonly port: number; readonly awaitSeconds: number },
): k8s.core.v1.ServiceArgs {
  return {
    metadata: {
      name: identity.name,
      namespace: settings.namespace,
      labels: recommendedLabels(identity),
      annotations: { ...PATCH_FORCE, ...awaitTimeout(settings.awaitSeconds) },
    },
    spec: {
      selector: selectorLabels(identity),
      ports: [{ name: "http", port: settings.port, targetPort: "http", protocol: "TCP" }],
    },
  };
}

/** An identity of its own, which no token is mounted for. */
export function serviceAccountManifest(identity: Identity, namespace: Input<string>): k8s.core.v1.ServiceAccountArgs {
  return {
    metadata: {
      name: identity.name,
      namespace,
      labels: recommendedLabels(identity),
      annotations: { ...PATCH_FORCE },
    },
    automountServiceAccountToken: false,
  };
}
