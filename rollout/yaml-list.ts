import { isDeepStrictEqual } from "node:util";
import type { YAMLSeq } from "yaml";
import type { Edit, YamlSource } from "./yaml-source";
import { blockText } from "./yaml-text";

/** Positions of equal values in two lists: as many as can be had in one order. */
export function commonItems(before: readonly unknown[], after: readonly unknown[]): [number, number][] {
  // lengths[i][j]: how many the lists from i and from j on have in common.
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  const equal = (i: number, j: number) => isDeepStrictEqual(before[i], after[j]);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i]?.splice(j, 1, equal(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1)));
  const common: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < before.length && j < after.length;)
    if (equal(i, j)) common.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  return common;
}

/**
 * Makes a list in lines hold other values. Items that stay keep their lines, and with them their comments; so do those that
 * only move.
 * @param wanted - at least one value
 */
export function rewriteList(source: YamlSource, list: YAMLSeq, wanted: readonly unknown[]): Edit[] {
  const items = list.items.map((item) => ({ value: source.valueOf(item), lines: source.linesOf(item), item }));
  const common = commonItems(
    items.map(({ value }) => value),
    wanted,
  );
  const gone = items.filter((_, i) => !common.some(([before]) => before === i));
  const removals = gone.map(({ item }) => ({ ...source.wholeLinesOf(item), text: "" }));
  const column = source.columnOf(source.spanOf(list)?.start ?? 0);
  const spare = [...gone];
  const linesFor = (value: unknown) => {
    const i = spare.findIndex((one) => isDeepStrictEqual(one.value, value));
    const [moved] = i === -1 ? [] : spare.splice(i, 1);
    if (moved) return source.text.slice(moved.lines.start, moved.lines.end);
    return blockText([value], column).replaceAll("\n", source.lineBreak);
  };
  const first = items[0]?.lines.start ?? 0;
  const insertions = wanted.flatMap((value, j) => {
    if (common.some(([, after]) => after === j)) return [];
    const before = common.findLast(([, after]) => after < j)?.[0];
    const end = before === undefined ? undefined : items[before]?.lines.end;
    return end === undefined
      ? [{ start: first, end: first, text: linesFor(value) + source.lineBreak }]
      : [{ start: end, end, text: source.lineBreak + linesFor(value) }];
  });
  return [...removals, ...insertions];
}
