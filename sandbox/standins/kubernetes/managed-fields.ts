import {
  isObject,
  listOr,
  objectOr,
  textOr,
  valueAt,
  withoutValueAt,
  withValueAt,
  type Plain,
  type PlainObject,
} from "../protocol/plain";
import { parsePropertyPath } from "../protocol/property-path";
import type { KubeObject } from "./objects";

/** Manager of what is created without server-side apply, as the real plugin names it. */
export const CREATOR = "pulumi-kubernetes";

/** By prefix: whoever works with kubectl, and plugins of all versions that created objects by POST. */
const TAKEN_OVER: readonly { readonly manager: string; readonly operation: string }[] = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: "pulumi-kubernetes", operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource: string;
  readonly fields: PlainObject;
  readonly raw: PlainObject;
}

function entriesOf(object: KubeObject): Entry[] {
  return listOr(valueAt(object, ["metadata", "managedFields"])).map((item) => {
    const raw = objectOr(item);
    return {
      manager: textOr(raw["manager"]),
      operation: textOr(raw["operation"]),
      subresource: textOr(raw["subresource"]),
      fields: objectOr(raw["fieldsV1"]),
      raw,
    };
  });
}

function union(one: PlainObject, other: PlainObject): PlainObject {
  const merged = Object.entries(other).map(([key, value]): [string, Plain] => {
    const own = one[key];
    return [key, isObject(own) && isObject(value) ? union(own, value) : value];
  });
  return { ...one, ...Object.fromEntries(merged) };
}

function isTakenOver({ manager, operation, subresource }: Entry): boolean {
  return subresource === "" && TAKEN_OVER.some((it) => manager.startsWith(it.manager) && operation === it.operation);
}

/**
 * The managed fields of an object once `fieldManager` has taken over what people with kubectl and the creating request
 * manage; `undefined` if there is nothing to take over. Without this, the first apply after a create would conflict with
 * the create.
 */
export function takeover(object: KubeObject, fieldManager: string): readonly PlainObject[] | undefined {
  const entries = entriesOf(object);
  const isOurs = ({ manager, operation }: Entry) => manager === fieldManager && operation === "Apply";
  const taken = entries.filter((entry) => !isOurs(entry) && isTakenOver(entry));
  const [first] = taken;
  if (first === undefined) return undefined;
  const own = entries.find(isOurs) ?? first;
  const fieldsV1 = taken.reduce((fields, entry) => union(fields, entry.fields), own.fields);
  const rest = entries.filter((entry) => entry !== own && !taken.includes(entry)).map(({ raw }) => raw);
  return [...rest, { ...own.raw, manager: fieldManager, operation: "Apply", fieldsV1 }];
}

/** Whether a plugin created the object by POST, and nothing has been applied to it since. */
export function isManagedByCreator(object: KubeObject): boolean {
  return entriesOf(object).some(({ manager, operation }) => manager === CREATOR && operation === "Update");
}

/** Whether nobody is recorded as a manager, as for objects older than server-side apply. */
export function isUnmanaged(object: KubeObject): boolean {
  return entriesOf(object).length === 0;
}

function owns(fields: PlainObject, path: readonly string[]): boolean {
  return (
    valueAt(
      fields,
      path.map((segment) => `f:${segment}`),
    ) !== undefined
  );
}

/**
 * What to apply so that fields with ignored changes stay as they are: those of other managers are left out, all others
 * are sent as they are live. To leave out what only we manage would unset it. Paths through lists are not followed.
 */
export function withIgnoredFields(
  declared: KubeObject,
  live: KubeObject,
  fieldManager: string,
  ignored: readonly string[],
): KubeObject {
  const entries = entriesOf(live);
  return ignored.reduce((object, text) => {
    const path = (parsePropertyPath(text) ?? []).map(String);
    const isOwner = ({ fields }: Entry) => owns(fields, path);
    const theirs = entries.some((entry) => entry.manager !== fieldManager && isOwner(entry));
    const ours = entries.some((entry) => entry.manager === fieldManager && isOwner(entry));
    if (theirs && !ours) return withoutValueAt(object, path);
    const value = valueAt(live, path);
    return value === undefined ? object : withValueAt(object, path, value);
  }, declared);
}
