import type { PlainObject } from "../protocol/plain";
import type { KubeconfigChoice } from "./kubeconfig";

/** What the provider is configured to do. */
export interface Settings extends KubeconfigChoice {
  /** Namespace of objects that name none; the context's own without it. */
  readonly namespace?: string;
  /** Whether creating an object that is there already takes it over. */
  readonly upsertExistingObjects: boolean;
  /** Whether fields are taken from their other managers, everywhere. */
  readonly enablePatchForce: boolean;
  /** Whether the data of a ConfigMap can change in place. */
  readonly enableConfigMapMutable: boolean;
  /** Whether the data of a Secret can change in place. */
  readonly enableSecretMutable: boolean;
}

type Read = (key: string) => string | undefined;

// As with the real plugin, an argument wins over its environment variable.
function flag(read: Read, key: string, variable: string): boolean {
  return (read(key) ?? process.env[`PULUMI_K8S_${variable}`]) === "true";
}

function settingsBy(read: Read): Settings {
  const kubeconfig = read("kubeconfig");
  const context = read("context");
  const cluster = read("cluster");
  const namespace = read("namespace");
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined || namespace === "" ? {} : { namespace }),
    upsertExistingObjects: flag(read, "upsertExistingObjects", "UPSERT_EXISTING_OBJECTS"),
    enablePatchForce: flag(read, "enablePatchForce", "ENABLE_PATCH_FORCE"),
    enableConfigMapMutable: flag(read, "enableConfigMapMutable", "ENABLE_CONFIGMAP_MUTABLE"),
    enableSecretMutable: flag(read, "enableSecretMutable", "ENABLE_SECRET_MUTABLE"),
  };
}

/** The settings that a Configure request carries. */
export function settingsOfVariables(read: (name: string) => string | undefined): Settings {
  return settingsBy((key) => read(`kubernetes:config:${key}`));
}

/** The settings that a provider's properties describe. */
export function settingsOfProperties(properties: PlainObject): Settings {
  return settingsBy((key) => {
    const value = properties[key];
    return typeof value === "boolean" ? String(value) : typeof value === "string" ? value : undefined;
  });
}
