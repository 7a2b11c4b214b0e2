import { equalQuantities } from "../config/quantity";

/** One field that differs. `undefined` stands for a field that is not there. */
export interface FieldChange {
  /** Where: `spec.template.spec.containers[front].image`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Branches = ReadonlyMap<string, unknown>;

function nameOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null || !("name" in item)) return undefined;
  return typeof item.name === "string" ? item.name : undefined;
}

/** The parts of a map or list by their path segment. Items that have names go by them, as kubectl patches do. */
function branchesOf(value: unknown): Branches | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value))
    return new Map(Object.entries(value).map(([key, item]) => [/[./]/.test(key) ? `[${key}]` : `.${key}`, item]));
  const names = value.map(nameOf);
  const named = new Set(names).size === names.length && !names.includes(undefined);
  return new Map(value.map((item, i) => [`[${named ? (names[i] ?? "") : i}]`, item]));
}

// Nowhere else are two spellings of an amount the same: an environment variable is a text, and so is a label.
const QUANTITY_PATH = /\bresources\.(?:requests|limits)\.[^.[\]]+$/;

function sameAmount(before: unknown, after: unknown, path: string): boolean {
  const isAmount = (value: unknown) => typeof value === "string" || typeof value === "number";
  return (
    QUANTITY_PATH.test(path) && isAmount(before) && isAmount(after) && equalQuantities(String(before), String(after))
  );
}

function compare(before: unknown, after: unknown, path: string): FieldChange[] {
  if (Object.is(before, after) || sameAmount(before, after, path)) return [];
  const [old, now] = [branchesOf(before), branchesOf(after)];
  if (!old || !now || Array.isArray(before) !== Array.isArray(after))
    return [{ path: path.replace(/^\./, ""), before, after }];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((segment) =>
    compare(old.get(segment), now.get(segment), path + segment),
  );
}

/**
 * The leaves in which two values differ, in the order in which they stand in the values. Amounts of CPU and memory that
 * are only written differently (`0.5` and `500m`) do not differ.
 */
export function diffFields(before: unknown, after: unknown): FieldChange[] {
  return compare(before, after, "");
}
