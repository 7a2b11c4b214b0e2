import { isDeepStrictEqual } from "node:util";
import { equalQuantities } from "../config/quantity";
import { isMap, own } from "./config-path";
import {
  authorOf,
  isForeign,
  isSet,
  itemKeys,
  ofField,
  ofItem,
  ofSetItem,
  ownershipsOf,
  type Manager,
  type Ownership,
} from "./drift-owners";

/** Where a value is, segment by segment, as in a JSON pointer (RFC 6901). */
export type Pointer = readonly (string | number)[];

/** A field of a live object that is not as declared. */
export interface FieldDrift {
  /** Where, items of lists by what tells them apart: `spec.template.spec.containers[front].image`. */
  readonly field: string;
  /** `changed`: another value. `removed`: declared, and not there. `added`: by somebody else, and not declared. */
  readonly state: "changed" | "removed" | "added";
  readonly declared: unknown;
  readonly live: unknown;
  /** Who manages it now; `undefined` where nobody does: the cluster does not record who removed a field. */
  readonly by: Manager | undefined;
  /** What no update would take away, because it is not declared. */
  readonly surplus: readonly Pointer[];
}

/** A place in an object. */
interface Place {
  readonly field: string;
  readonly pointer: Pointer;
  readonly ownerships: readonly Ownership[];
}

/** What a comparison leaves out. */
type Ignored = (field: string) => boolean;

function drift(place: Place, state: FieldDrift["state"], declared: unknown, live: unknown): FieldDrift {
  const surplus = state === "added" ? [place.pointer] : [];
  return { field: place.field, state, declared, live, by: authorOf(place.ownerships), surplus };
}

function fieldOf({ field, pointer, ownerships }: Place, key: string): Place {
  const named = /[./]/.test(key) ? `${field}[${key}]` : `${field}.${key}`;
  return { field: named.replace(/^\./, ""), pointer: [...pointer, key], ownerships: ofField(ownerships, key) };
}

function itemOf({ field, pointer }: Place, index: number, name: unknown, ownerships: readonly Ownership[]): Place {
  return { field: `${field}[${String(name)}]`, pointer: [...pointer, index], ownerships };
}

// The API server keeps neither of these. A number or a flag is a value, and stays.
function isEmpty(value: unknown): boolean {
  if (isMap(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

const QUANTITY_FIELD = /\bresources\.(?:requests|limits)[.[][^.[\]]+\]?$/;

function isSame(declared: unknown, live: unknown, field: string): boolean {
  if (isDeepStrictEqual(declared, live)) return true;
  return QUANTITY_FIELD.test(field) && equalQuantities(String(declared), String(live));
}

// Notes of controllers and of kubectl, which change nothing of what an object is. `kubectl rollout restart` asks for new
// pods; to take its mark away would replace them once more.
const NOTES =
  /^(?:deployment\.kubernetes\.io\/|autoscaling\.alpha\.kubernetes\.io\/|kubernetes\.io\/metadata\.name$|kubectl\.kubernetes\.io\/restartedAt$|pulumi\.com\/|cloud\.google\.com\/|autopilot\.gke\.io\/|networking\.gke\.io\/|ingress\.kubernetes\.io\/|acme\.cert-manager\.io\/)/;

/** What others have added at a place, in the largest pieces that are theirs alone. */
function additions(live: unknown, place: Place, ignored: Ignored): FieldDrift[] {
  if (!isForeign(place.ownerships) || ignored(place.field)) return [];
  const key = String(place.pointer.at(-1));
  const [parent, isNote] = [place.pointer.at(-2), NOTES.test(key)];
  if (isNote && (parent === "annotations" || parent === "labels")) return [];
  const shared = place.ownerships.some(({ manager }) => manager.kind !== "foreign");
  if (isMap(live) && (shared || key === "annotations" || key === "labels"))
    return Object.entries(live).flatMap(([name, value]) => additions(value, fieldOf(place, name), ignored));
  return [drift(place, "added", undefined, live)];
}

type Items = readonly unknown[];

/** A list whose items have keys: each may belong to somebody else. */
function compareKeyed(declared: Items, live: Items, place: Place, keys: readonly string[], ignored: Ignored) {
  const valuesOf = (item: unknown) => keys.map((key) => (isMap(item) ? item[key] : undefined));
  const nameOf = (item: unknown) =>
    valuesOf(item)
      .flatMap((value) => (typeof value === "string" || typeof value === "number" ? value : []))
      .join(",");
  // A key that is not declared has its default.
  const matches = (wanted: unknown, found: unknown) =>
    valuesOf(wanted).every((value, i) => value === undefined || value === valuesOf(found)[i]);
  const placeOf = (item: unknown, index: number) =>
    itemOf(place, index, nameOf(item), isMap(item) ? ofItem(place.ownerships, item) : []);
  const indexes = declared.map((wanted) => live.findIndex((found) => matches(wanted, found)));
  return [
    ...declared.flatMap((wanted, i) => {
      const index = indexes[i] ?? -1;
      const at = index < 0 ? itemOf(place, index, nameOf(wanted), []) : placeOf(live[index], index);
      return compare(wanted, live[index], at, ignored);
    }),
    ...live.flatMap((found, index) =>
      indexes.includes(index) ? [] : additions(found, placeOf(found, index), ignored),
    ),
  ];
}

/** A set, such as a list of finalizers. */
function compareSets(declared: Items, live: Items, place: Place, ignored: Ignored): FieldDrift[] {
  return [
    ...declared
      .filter((item) => !live.includes(item))
      .map((item) => drift(itemOf(place, -1, item, []), "removed", item, undefined)),
    ...live.flatMap((item, index) =>
      declared.includes(item)
        ? []
        : additions(item, itemOf(place, index, item, ofSetItem(place.ownerships, item)), ignored),
    ),
  ];
}

/** A list that the cluster takes as one value: whoever changes an item changes all of it. */
function compareWhole(declared: Items, live: Items, place: Place, ignored: Ignored): FieldDrift[] {
  if (declared.length === live.length && declared.every(isMap))
    return declared.flatMap((item, i) => compare(item, live[i], itemOf(place, i, i, place.ownerships), ignored));
  if (isSame(declared, live, place.field)) return [];
  // An update leaves alone what somebody has put behind the declared items.
  const surplus = live.slice(declared.length).map((_, i) => [...place.pointer, declared.length + i]);
  return [{ ...drift(place, "changed", declared, live), surplus }];
}

function compareLists(declared: Items, live: Items, place: Place, ignored: Ignored): FieldDrift[] {
  const keys = itemKeys(place.ownerships);
  if (keys.length > 0) return compareKeyed(declared, live, place, keys, ignored);
  return (isSet(place.ownerships) ? compareSets : compareWhole)(declared, live, place, ignored);
}

function compare(declared: unknown, live: unknown, place: Place, ignored: Ignored): FieldDrift[] {
  if (declared === undefined || declared === null || ignored(place.field)) return [];
  if (live === undefined) return isEmpty(declared) ? [] : [drift(place, "removed", declared, undefined)];
  if (Array.isArray(declared) && Array.isArray(live)) return compareLists(declared, live, place, ignored);
  if (!isMap(declared) || !isMap(live))
    return isSame(declared, live, place.field) ? [] : [drift(place, "changed", declared, live)];
  const added = Object.keys(live).filter((key) => own(declared, key) === undefined);
  return [
    ...Object.keys(declared).flatMap((key) => compare(declared[key], own(live, key), fieldOf(place, key), ignored)),
    ...added.flatMap((key) => additions(live[key], fieldOf(place, key), ignored)),
  ];
}

// Who an object is and what its controller says of it; of the metadata, only labels and annotations are anybody's to set.
const SERVER_FIELDS = /^(?:apiVersion|kind|status|metadata\.(?!labels|annotations)\w+)$/;

/**
 * Compares a live object with what is declared of it. Only declared fields are compared, so that defaults do not count; and
 * of the others those that somebody added who is neither the engine nor a controller.
 *
 * @param ignoreChanges - fields whose values are somebody else's business, as the program has them: `spec.replicas`
 */
export function compareObjects(declared: unknown, live: unknown, ignoreChanges: readonly string[]): FieldDrift[] {
  const ignored = (field: string) => SERVER_FIELDS.test(field) || ignoreChanges.includes(field);
  return compare(declared, live, { field: "", pointer: [], ownerships: ownershipsOf(live) }, ignored);
}
