import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isObject, objectOr, toPlain, type Plain, type PlainObject } from "./plain";

// The engine's own marks, which Pulumi's protocol documents.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that only an update will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Reads properties from the wire. Secrets keep their wrapping; a missing struct is an empty object. */
export function fromStruct(struct: Struct | undefined): PlainObject {
  return struct ? objectOr(toPlain(struct.toJavaScript())) : {};
}

function toWire(value: PlainObject): Record<string, JavaScriptValue> {
  return { ...value };
}

/** Writes properties for the wire. */
export function toStruct(value: PlainObject): Struct {
  return Struct.fromJavaScript(toWire(value));
}

/** Whether a value is wrapped as a secret. */
export function isSecret(value: Plain | undefined): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Wraps a value as a secret; one that is wrapped already stays as it is. */
export function asSecret(value: Plain): Plain {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Whether a secret is anywhere inside. */
export function containsSecret(value: Plain): boolean {
  if (isList(value)) return value.some(containsSecret);
  return isObject(value) && (isSecret(value) || Object.values(value).some(containsSecret));
}

/** Whether something inside is not known before the update. */
export function containsUnknown(value: Plain | undefined): boolean {
  if (isList(value)) return value.some(containsUnknown);
  return isObject(value) ? Object.values(value).some(containsUnknown) : value === UNKNOWN;
}

/** The bare value: secrets unwrapped at every depth. */
export function withoutSecrets(value: Plain): Plain {
  if (isList(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  if (isSecret(value)) return withoutSecrets(value["value"] ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutSecrets(child)]));
}

/** Reads properties from the wire as bare values. Fields that are null are the same as fields that are not there. */
export function bareProperties(struct: Struct | undefined): PlainObject {
  return objectOr(withoutNulls(withoutSecrets(fromStruct(struct))));
}

/** A copy without object fields that are null. */
export function withoutNulls(value: Plain): Plain {
  if (isList(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === null ? [] : [[key, withoutNulls(child)]])),
  );
}

/**
 * A copy in which is secret what is secret in `like`, at the same place. Objects are gone through; a list with a secret
 * anywhere in it becomes secret as a whole, since its items may have changed places.
 */
export function markSecrets(bare: PlainObject, like: PlainObject): PlainObject {
  return Object.fromEntries(
    Object.entries(bare).map(([key, value]) => {
      const model = like[key];
      if (model === undefined) return [key, value];
      if (isObject(value) && isObject(model) && !isSecret(model)) return [key, markSecrets(value, model)];
      return [key, containsSecret(model) ? asSecret(value) : value];
    }),
  );
}
