import { isList, isObject, objectOr, type Plain, type PlainObject } from "../protocol/plain";

function renamed(value: Plain, rename: (key: string) => string): Plain {
  if (isList(value)) return value.map((item) => renamed(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [rename(key), renamed(child, rename)]));
}

/** Fields as the SDK calls them: `created_on` becomes `createdOn`. */
export function toSdkNames(value: Plain): PlainObject {
  return objectOr(renamed(value, (key) => key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())));
}

/** Fields as the API calls them. */
export function toApiNames(value: Plain): PlainObject {
  return objectOr(renamed(value, (key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
}
