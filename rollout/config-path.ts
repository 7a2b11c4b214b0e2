import { parseQuantity } from "../config/quantity";

/** A map of any values, as YAML and JSON have them. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of the same shape, with something else in the place of everything that is neither a map nor a list. */
export function mapLeaves(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change));
  if (!isMap(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change)]));
}

/** The value of a key; a service may be called `constructor`. */
export function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The path of a key below another; one of more than letters stands in brackets, as `pulumi config set --path` takes it. */
export function below(path: string, key: string): string {
  return /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/**
 * The number of cores or bytes where a path of the config holds a resource quantity: Kubernetes makes one of 2Gi and 2048Mi.
 * `undefined` for any other value.
 */
export function quantityAt(path: string, value: unknown): number | undefined {
  if (typeof value !== "string" || !/^services\.[^.]+\.resources\./.test(path)) return undefined;
  const number = parseQuantity(value);
  // Fractions are not exact: 700m is 0.7000000000000001.
  return number === undefined ? undefined : Number(number.toPrecision(12));
}
