import { valueAt } from "../protocol/plain";
import type { PropertyChange } from "../protocol/property-changes";
import { isWithin, parsePropertyPath, type PropertyPath } from "../protocol/property-path";
import { identityOf, type KubeObject } from "./objects";
import type { Settings } from "./settings";

const IDENTITY = ["metadata.name", "metadata.namespace"];

/** Fields that the API server never lets change, by the kind that they belong to. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "apps/v1 DaemonSet": ["spec.selector"],
  "apps/v1 Deployment": ["spec.selector"],
  "apps/v1 StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1 Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1 RoleBinding": ["roleRef"],
  "storage.k8s.io/v1 StorageClass": ["parameters", "provisioner"],
  "v1 PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "v1 ResourceQuota": ["spec.scopes"],
  "v1 Service": ["spec.clusterIP"],
};

function fixedFields(object: KubeObject, settings: Settings): readonly string[] {
  const { apiVersion, kind } = identityOf(object);
  const immutable = object["immutable"] === true;
  if (apiVersion === "v1" && kind === "Secret")
    return settings.enableSecretMutable && !immutable ? ["type"] : ["type", "stringData", "data"];
  if (apiVersion === "v1" && kind === "ConfigMap")
    return settings.enableConfigMapMutable && !immutable ? [] : ["binaryData", "data"];
  return FIXED[`${apiVersion} ${kind}`] ?? [];
}

function touches({ path, value }: PropertyChange, field: PropertyPath): boolean {
  if (isWithin(field, path)) return true;
  // A parent that is new brings the field with it.
  return isWithin(path, field) && valueAt(value, field.slice(path.length)) !== undefined;
}

/** Tells, for an object as it shall be, which changes cannot be made to the one that is there. */
export function replacementRule(object: KubeObject, settings: Settings): (change: PropertyChange) => boolean {
  const fields = [...IDENTITY, ...fixedFields(object, settings)].map((field) => parsePropertyPath(field) ?? []);
  return (change) => fields.some((field) => touches(change, field));
}
