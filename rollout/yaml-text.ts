import { Document, isCollection, Scalar, visit } from "yaml";

const OPTIONS = {
  lineWidth: 0,
  flowCollectionPadding: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

// A line break of another kind would be read as a plain one, and blank lines at the end would run together with those that
// follow in the file.
const NEEDS_ESCAPES = /[^\n\x20-\x7e\u00a0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\uffef]|(?:^|\n)\n$/;

const plainText = (value: string, version: "1.1" | "1.2") => new Document(value, { version }).toString(OPTIONS);

/** Whether a text without quotes would be another value to a reader of YAML 1.1, as `yes`, `0b1` and `1_000` are. */
function isAmbiguous(value: string): boolean {
  return plainText(value, "1.1") !== plainText(value, "1.2");
}

function documentOf(value: unknown, inFlow: boolean): Document {
  const document = new Document(value);
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== "string") return;
      const isLong = node.value.includes("\n");
      if (NEEDS_ESCAPES.test(node.value) || (isLong ? inFlow : isAmbiguous(node.value)))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document;
}

/** A value as block YAML, without the last line break, each line indented by that many spaces. */
export function blockText(value: unknown, indent: number): string {
  const text = documentOf(value, false).toString(OPTIONS).replace(/\n$/, "");
  // A blank line of a text keeps its length.
  return text.replaceAll(/^(?=.)/gm, " ".repeat(indent));
}

/** A value on one line, as it may stand between the brackets of a list. */
export function flowText(value: unknown, quotes?: Scalar.Type): string {
  const document = documentOf([value], true);
  visit(document, {
    Collection(_key, node) {
      node.flow = true;
    },
  });
  const item = isCollection(document.contents) ? document.contents.items[0] : undefined;
  const quoted = quotes === Scalar.QUOTE_DOUBLE || quotes === Scalar.QUOTE_SINGLE;
  if (item instanceof Scalar && typeof item.value === "string" && quoted) item.type ??= quotes;
  return document.toString(OPTIONS).replace(/\n$/, "").slice(1, -1);
}
