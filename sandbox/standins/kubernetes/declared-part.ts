import { isList, isObject, type Plain, type PlainObject } from "../protocol/plain";
import { withoutServerMetadata, type KubeObject } from "./objects";
import { isSameAmount } from "./quantities";

/** Whether the API server keeps such a value like one that is not there. */
function isEmpty(value: Plain): boolean {
  if (isObject(value)) return Object.values(value).every(isEmpty);
  if (isList(value)) return value.length === 0;
  return value === null || value === false || value === "" || value === 0;
}

function partOf(live: Plain, declared: Plain, field: string | number | undefined): Plain {
  if (isObject(live) && isObject(declared)) return partOfObject(live, declared);
  if (isList(live) && isList(declared)) return partOfList(live, declared);
  return isSameAmount(field, live, declared) ? declared : live;
}

function partOfObject(live: PlainObject, declared: PlainObject): PlainObject {
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, value]): [string, Plain][] => {
      const found = live[key];
      if (found !== undefined) return [[key, partOf(found, value, key)]];
      return isEmpty(value) ? [[key, value]] : [];
    }),
  );
}

function partOfList(live: readonly Plain[], declared: readonly Plain[]): Plain[] {
  // What somebody else has added to the end is theirs, as a field that we do not declare is.
  return live.slice(0, declared.length).map((item, i) => partOf(item, declared[i] ?? null, i));
}

/**
 * The live values of exactly those fields that are declared: what a refresh finds, and what a difference is looked for
 * in. Fields that the server or others have added are left out; fields that are gone are missing.
 */
export function declaredPart(live: KubeObject, declared: KubeObject): KubeObject {
  return partOfObject(live, withoutServerMetadata(declared));
}
