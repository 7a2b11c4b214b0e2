import { isList, isObject, objectOr, textOr, withoutValueAt, type Plain, type PlainObject } from "../protocol/plain";
import { containsUnknown } from "../protocol/property-values";
import { isSecretObject, withoutServerMetadata, type KubeObject } from "./objects";

function encoded(texts: PlainObject): PlainObject {
  const entries = Object.entries(texts);
  return Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(textOr(text)).toString("base64")]));
}

function isEmptyMap(value: Plain | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function withoutEmptyMetadata(metadata: PlainObject): PlainObject {
  return ["annotations", "labels"].reduce(
    (rest, key) => (isEmptyMap(rest[key]) ? withoutValueAt(rest, [key]) : rest),
    metadata,
  );
}

function walk(value: Plain): Plain {
  if (isList(value)) return value.map(walk);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === "metadata" && isObject(child) ? withoutEmptyMetadata(child) : walk(child),
    ]),
  );
}

/**
 * An object in the form in which the API server keeps it, so that the same thing said in another way is no change: the
 * `stringData` of a Secret is encoded into its `data`, and empty labels and annotations are left out.
 */
export function normalised(object: KubeObject): KubeObject {
  const plain = objectOr(walk(withoutServerMetadata(object)));
  const { stringData } = plain;
  // What is not known yet cannot be encoded.
  if (!isSecretObject(plain) || !isObject(stringData) || containsUnknown(plain)) return plain;
  return { ...withoutValueAt(plain, ["stringData"]), data: { ...objectOr(plain["data"]), ...encoded(stringData) } };
}
