/** What JSON can say: the form in which properties, API objects and kubeconfigs are handled here. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;

/** An object of {@link Plain} values. */
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** Copies what is plain of a value that came from outside; what JSON cannot say is left out. */
export function toPlain(value: unknown): Plain {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => (child === undefined ? [] : [[key, toPlain(child)]])),
  );
}

/** Whether a value is an object, not a list and not null. */
export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is a list. */
export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** The value as an object; an empty one if it is something else. */
export function objectOr(value: Plain | undefined): PlainObject {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one if it is something else. */
export function listOr(value: Plain | undefined): readonly Plain[] {
  return isList(value) ? value : [];
}

/** The value as a string; an empty one if it is something else. */
export function textOr(value: Plain | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The value at a path; `undefined` where the path ends early. */
export function valueAt(root: Plain | undefined, path: readonly (string | number)[]): Plain | undefined {
  return path.reduce<Plain | undefined>((at, segment) => {
    if (typeof segment === "number") return isList(at) ? at[segment] : undefined;
    return isObject(at) && Object.hasOwn(at, segment) ? at[segment] : undefined;
  }, root);
}

/** A copy with another value at a path; objects on the way are made where they are missing. */
export function withValueAt(root: PlainObject, path: readonly string[], value: Plain): PlainObject {
  const [key, ...rest] = path;
  if (key === undefined) return root;
  return { ...root, [key]: rest.length === 0 ? value : withValueAt(objectOr(root[key]), rest, value) };
}

/** A copy without the value at a path. */
export function withoutValueAt(root: PlainObject, path: readonly string[]): PlainObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(root, key)) return root;
  const child = root[key];
  if (rest.length > 0) return isObject(child) ? { ...root, [key]: withoutValueAt(child, rest) } : root;
  return Object.fromEntries(Object.entries(root).filter(([name]) => name !== key));
}

/** Whether two values say the same. */
export function isSame(one: Plain | undefined, other: Plain | undefined): boolean {
  if (one === other) return true;
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, i) => isSame(item, other[i]));
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}
