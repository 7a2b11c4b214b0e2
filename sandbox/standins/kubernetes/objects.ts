import { objectOr, textOr, valueAt, withoutValueAt, type PlainObject } from "../protocol/plain";

/** A Kubernetes object of any kind. */
export type KubeObject = PlainObject;

/** Its API version, kind, namespace and name. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for objects that lie in no namespace, or that do not say. */
  readonly namespace: string;
  readonly name: string;
}

/** Who an object is. */
export function identityOf(object: KubeObject): Identity {
  const metadata = objectOr(object["metadata"]);
  return {
    apiVersion: textOr(object["apiVersion"]),
    kind: textOr(object["kind"]),
    namespace: textOr(metadata["namespace"]),
    name: textOr(metadata["name"]),
  };
}

/** The resource id of an object: `namespace/name`, or the name alone. */
export function idOf(object: KubeObject): string {
  const { namespace, name } = identityOf(object);
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The namespace and name that an id stands for. */
export function parseId(id: string): { namespace: string; name: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** How messages call an object. */
export function describe(object: KubeObject): string {
  return `${identityOf(object).kind} ${idOf(object)}`;
}

/** The value of an annotation; empty if there is none. */
export function annotation(object: KubeObject, key: string): string {
  return textOr(valueAt(object, ["metadata", "annotations", key]));
}

/** Whether an annotation says "true". */
export function isAnnotated(object: KubeObject, key: string): boolean {
  return annotation(object, key) === "true";
}

/** The annotations that steer this plugin, as they steer the real one. */
export const ANNOTATIONS = {
  autonamed: "pulumi.com/autonamed",
  patchForce: "pulumi.com/patchForce",
  patchFieldManager: "pulumi.com/patchFieldManager",
  skipAwait: "pulumi.com/skipAwait",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  deletionPropagation: "pulumi.com/deletionPropagationPolicy",
} as const;

const SERVER_OWNED = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/** An object without the metadata that only the server writes. */
export function withoutServerMetadata(object: KubeObject): KubeObject {
  return SERVER_OWNED.reduce((rest, field) => withoutValueAt(rest, ["metadata", field]), object);
}

/** Whether an object is a Secret of the core API. */
export function isSecretObject(object: KubeObject): boolean {
  return object["apiVersion"] === "v1" && object["kind"] === "Secret";
}
