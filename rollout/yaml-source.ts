import {
  isAlias,
  isCollection,
  isPair,
  isScalar,
  Scalar,
  type Document,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** A piece of a text, from its first character to the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a text and what takes its place; an empty piece for what is inserted. */
export interface Edit extends Span {
  readonly text: string;
}

/** An entry of a map, by its key. */
export interface Entry {
  readonly key: string;
  readonly pair: Pair;
  /** The value as JavaScript has it. */
  readonly value: unknown;
}

/** Where the parts of a YAML text stand in it. */
export class YamlSource {
  constructor(
    readonly text: string,
    readonly document: Document.Parsed,
  ) {}

  /** What ends a line of this text. */
  get lineBreak(): string {
    return this.text.includes("\r\n") ? "\r\n" : "\n";
  }

  /** Start and end of a node's own text; `undefined` for a node that has none. */
  spanOf(node: unknown): Span | undefined {
    const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
    return range ? { start: range[0], end: range[1] } : undefined;
  }

  valueOf(node: unknown): unknown {
    if (isScalar(node) || isCollection(node) || isAlias(node)) return node.toJS(this.document);
    return null;
  }

  entriesOf(map: YAMLMap): Entry[] {
    return map.items.map((pair) => ({ key: String(this.valueOf(pair.key)), pair, value: this.valueOf(pair.value) }));
  }

  /** Number of characters before a position on its line. */
  columnOf(position: number): number {
    return position - this.lineStart(position);
  }

  /** The lines that a pair, or an item of a list, stands on, with their comments but without the line break. */
  linesOf(node: unknown): Span {
    const start = this.spanOf(isPair(node) ? node.key : node)?.start ?? 0;
    return { start: this.lineStart(start), end: this.lineEnd(node) };
  }

  /** The same with the line break. */
  wholeLinesOf(node: unknown): Span {
    const { start, end } = this.linesOf(node);
    return { start, end: end + (this.text.startsWith(this.lineBreak, end) ? this.lineBreak.length : 0) };
  }

  /** The comment behind a value on its line, or behind the `|` of a block of text; with its `#`. */
  commentOf(value: unknown): string | undefined {
    const span = this.spanOf(value);
    if (!span || (isCollection(value) && value.flow !== true)) return undefined;
    const from = this.isBlockScalar(value) ? span.start : span.end;
    const rest = this.text.slice(from, this.endOfLine(from));
    return /(?:^|[ \t])(#.*?)\r?$/.exec(rest)?.[1];
  }

  isBlockScalar(node: unknown): boolean {
    return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
  }

  private lineStart(position: number): number {
    return this.text.lastIndexOf("\n", position - 1) + 1;
  }

  private endOfLine(position: number): number {
    const end = this.text.indexOf("\n", position);
    if (end === -1) return this.text.length;
    return this.text[end - 1] === "\r" ? end - 1 : end;
  }

  /** End of the last line of a node's text. */
  private lineEnd(node: unknown): number {
    if (isPair(node)) return this.lineEnd(this.spanOf(node.value) ? node.value : node.key);
    if (isCollection(node) && node.flow !== true && node.items.length > 0) return this.lineEnd(node.items.at(-1));
    const end = this.spanOf(node)?.end ?? 0;
    // The text of a block scalar ends behind its last line break, which may be that of a blank line that counts.
    return this.isBlockScalar(node) && this.text[end - 1] === "\n" ? this.endOfLine(end - 1) : this.endOfLine(end);
  }
}

/** Whether a list or map is written in lines rather than in brackets, and has entries. */
export function isBlock(node: YAMLMap | YAMLSeq): boolean {
  return node.flow !== true && node.items.length > 0;
}
