import assert from "node:assert/strict";
import { valueAt } from "../../config/issues";
import type { PlainObject } from "../../offline/mask-secrets";

/** The value at a path of an object: `at(inputs, "spec", "template")`. */
export function at(value: unknown, ...path: PropertyKey[]): unknown {
  return valueAt(value, path);
}

/** The map at a path; fails where there is none. */
export function mapAt(value: unknown, ...path: PropertyKey[]): PlainObject {
  const found = at(value, ...path);
  assert.ok(typeof found === "object" && found !== null && !Array.isArray(found), `no map at ${path.join(".")}`);
  return found as PlainObject;
}

/** The list at a path; fails where there is none. */
export function listAt(value: unknown, ...path: PropertyKey[]): unknown[] {
  const found = at(value, ...path);
  assert.ok(Array.isArray(found), `no list at ${path.join(".")}`);
  return found as unknown[];
}

/** The text at a path; fails where there is none. */
export function textAt(value: unknown, ...path: PropertyKey[]): string {
  const found = at(value, ...path);
  assert.ok(typeof found === "string", `no text at ${path.join(".")}`);
  return found;
}
