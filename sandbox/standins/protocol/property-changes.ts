import { isList, isObject, isSame, type Plain } from "./plain";
import type { PropertyPath } from "./property-path";

/** One difference between two objects. */
export interface PropertyChange {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
  /** The new value; `undefined` where something is deleted. */
  readonly value: Plain | undefined;
}

/** What has to change for `olds` to become `news`, as deep as both sides are objects or lists. */
export function changesBetween(
  olds: Plain | undefined,
  news: Plain | undefined,
  path: PropertyPath = [],
): PropertyChange[] {
  if (isSame(olds, news)) return [];
  if (olds === undefined) return [{ path, kind: "add", value: news }];
  if (news === undefined) return [{ path, kind: "delete", value: undefined }];
  if (isObject(olds) && isObject(news)) {
    const keys = new Set([...Object.keys(olds), ...Object.keys(news)]);
    return [...keys].flatMap((key) => changesBetween(olds[key], news[key], [...path, key]));
  }
  if (isList(olds) && isList(news)) {
    const length = Math.max(olds.length, news.length);
    return Array.from({ length }, (_, i) => changesBetween(olds[i], news[i], [...path, i])).flat();
  }
  return [{ path, kind: "update", value: news }];
}
