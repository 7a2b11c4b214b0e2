import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { PATCH_FORCE } from "./annotations";
import { recommendedLabels, type Identity } from "./labels";

type CustomResourceArgs = k8s.apiextensions.CustomResourceArgs;

/**
 * A KongPlugin named after its type. Kong refuses a change of the type, so another type has to be another object; and
 * a fixed name lets the settings change without touching the Ingress that names it.
 */
export function kongPluginManifest(
  identity: Identity,
  namespace: Input<string>,
  plugin: { readonly type: string; readonly config: Readonly<Record<string, unknown>> },
): CustomResourceArgs {
  return {
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongPlugin",
    metadata: { name: plugin.type, namespace, labels: recommendedLabels(identity), annotations: { ...PATCH_FORCE } },
    plugin: plugin.type,
    config: plugin.config,
  };
}

// KongConsumers still need the annotation that Ingresses have left behind (KIC, "Class annotations").
const classAnnotation = (className: string) => ({ "kubernetes.io/ingress.class": className });

/** A Secret that Kong reads as a consumer's credential of the given type. Pulumi names it, so a new key is a new object. */
export function credentialManifest(
  identity: Identity,
  namespace: Input<string>,
  credential: { readonly type: "key-auth" | "acl"; readonly data: Record<string, Input<string>> },
): k8s.core.v1.SecretArgs {
  return {
    metadata: {
      namespace,
      labels: { ...recommendedLabels(identity), "konghq.com/credential": credential.type },
    },
    stringData: credential.data,
  };
}

/** A client of the API. Kong knows it by namespace and name, since one Kong serves several environments. */
export function consumerManifest(
  identity: Identity,
  namespace: Input<string>,
  consumer: { readonly name: string; readonly className: string; readonly credentials: readonly Input<string>[] },
): CustomResourceArgs {
  return {
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongConsumer",
    metadata: {
      name: consumer.name,
      namespace,
      labels: recommendedLabels(identity),
      annotations: { ...PATCH_FORCE, ...classAnnotation(consumer.className) },
    },
    username: `${identity.instance}-${consumer.name}`,
    credentials: [...consumer.credentials],
  };
}
