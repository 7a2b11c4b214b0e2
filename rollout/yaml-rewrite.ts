import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parseDocument, type Pair, type YAMLMap } from "yaml";
import { ConfigError } from "../config/errors";
import { isMap as isRecord } from "./config-path";
import { rewriteList } from "./yaml-list";
import { isBlock, YamlSource, type Edit } from "./yaml-source";
import { blockText, flowText } from "./yaml-text";

type Values = Readonly<Record<string, unknown>>;

/** Reads a YAML text whose root is a map, or which is empty. */
function sourceOf(text: string, file: string): YamlSource {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new ConfigError(`${file} is not valid YAML: ${error.message}`);
  if (document.contents !== null && !isMap(document.contents))
    throw new ConfigError(`${file} is not a Pulumi file; write a map with "config:" in it`);
  return new YamlSource(text, document);
}

const valuesOf = (source: YamlSource): Values => {
  const values = source.valueOf(source.document.contents);
  return isRecord(values) ? values : {};
};

/** Whether a map can become another one entry by entry. In brackets, entries come and go with all the rest only. */
function staysMap(source: YamlSource, map: YAMLMap, wanted: Values): boolean {
  const keys = source.entriesOf(map).map(({ key }) => key);
  const kept = keys.filter((key) => Object.hasOwn(wanted, key));
  return isBlock(map) ? kept.length > 0 : kept.length === keys.length && kept.length === Object.keys(wanted).length;
}

function isOneLine(value: unknown): boolean {
  return typeof value === "string" ? !value.includes("\n") : typeof value !== "object" || value === null;
}

/** Writes a pair anew, in lines of its own. A comment beside its old value stays beside the key. */
function replacePair(source: YamlSource, pair: Pair, key: string, value: unknown): Edit[] {
  const span = source.spanOf(pair.key);
  if (!span) return [];
  const [first = "", ...lines] = blockText({ [key]: value }, source.columnOf(span.start))
    .trimStart()
    .split("\n");
  const comment = source.commentOf(pair.value);
  const text = [comment === undefined ? first : `${first} ${comment}`, ...lines].join(source.lineBreak);
  return [{ start: span.start, end: source.linesOf(pair).end, text }];
}

function editValue(source: YamlSource, pair: Pair, key: string, value: unknown, inFlow: boolean): Edit[] {
  const { value: node } = pair;
  if (isMap(node) && isRecord(value) && staysMap(source, node, value)) return editMap(source, node, value, inFlow);
  if (isSeq(node) && Array.isArray(value) && isBlock(node) && value.length > 0) return rewriteList(source, node, value);
  const span = source.spanOf(node);
  const isFlow = (isMap(node) || isSeq(node)) && node.flow === true && node.items.length > 0;
  const isPlain = isScalar(node) && !source.isBlockScalar(node) && isOneLine(value);
  if (span && span.end > span.start && (inFlow || isPlain || isFlow))
    return [{ ...span, text: flowText(value, isScalar(node) ? node.type : undefined) }];
  return replacePair(source, pair, key, value);
}

/** Where the lines of new entries go: behind the entry that precedes them in `wanted`, else behind the last one that stays. */
function insertions(source: YamlSource, map: YAMLMap, wanted: Values): Edit[] {
  const kept = source.entriesOf(map).filter(({ key }) => Object.hasOwn(wanted, key));
  const column = source.columnOf(source.spanOf(map)?.start ?? 0);
  let anchor = kept.at(-1);
  return Object.entries(wanted).flatMap(([key, value]) => {
    const present = kept.find((entry) => entry.key === key);
    if (present) anchor = present;
    if (present || !anchor) return [];
    const lines = blockText({ [key]: value }, column).split("\n");
    const { end } = source.linesOf(anchor.pair);
    return [{ start: end, end, text: source.lineBreak + lines.join(source.lineBreak) }];
  });
}

function editMap(source: YamlSource, map: YAMLMap, wanted: Values, inFlow: boolean): Edit[] {
  const edits = source.entriesOf(map).flatMap(({ key, pair, value }) => {
    if (!Object.hasOwn(wanted, key)) return [{ ...source.wholeLinesOf(pair), text: "" }];
    if (isDeepStrictEqual(value, wanted[key])) return [];
    return editValue(source, pair, key, wanted[key], inFlow || map.flow === true);
  });
  return [...edits, ...insertions(source, map, wanted)];
}

function apply(text: string, edits: readonly Edit[]): string {
  // Insertions at one place keep their order. What is removed from there on comes before them, from the end seen.
  const ordered = edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => b.start - a.start || b.end - a.end || b.i - a.i);
  return ordered.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** Behind what there is: comments, or nothing. */
function append(text: string, wanted: Values): string {
  return `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${blockText(wanted, 0)}\n`;
}

/** The values of a YAML text whose root is a map. */
export function readYaml(text: string, file: string): Values {
  return valuesOf(sourceOf(text, file));
}

/**
 * Makes a YAML text hold other values. Only what differs is touched: every other line keeps its bytes, and all comments
 * stay that do not stand on a line of something that goes. New entries go behind the one that precedes them in `wanted`.
 *
 * @param wanted - values of the whole text
 * @param file - name of the file, for errors
 * @throws ConfigError if it is not YAML, or is written in a way that cannot be edited in place, with anchors for instance
 */
export function rewriteYaml(text: string, wanted: Values, file: string): string {
  const source = sourceOf(text, file);
  const { contents } = source.document;
  if (isDeepStrictEqual(valuesOf(source), wanted)) return text;
  const isMapThatStays = isMap(contents) && staysMap(source, contents, wanted);
  if (!isMapThatStays && contents !== null) throw new ConfigError(`${file} has no entry that stays; write it by hand`);
  const result = isMapThatStays ? apply(text, editMap(source, contents, wanted, false)) : append(text, wanted);
  const after = parseDocument(result);
  if (after.errors.length > 0 || !isDeepStrictEqual(after.toJS(), wanted))
    throw new ConfigError(
      `${file} is written in a way that cannot be edited in place; replace anchors and "?" keys in it`,
    );
  return result;
}
