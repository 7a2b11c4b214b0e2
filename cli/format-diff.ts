import type { FieldChange } from "../offline/field-diff";
import type { ResourceChange, StackDiff } from "../offline/stack-diff";

const SIGNS: Readonly<Record<ResourceChange["operation"], string>> = {
  replace: "+-",
  delete: "- ",
  update: "~ ",
  create: "+ ",
};
const OPERATIONS = ["replace", "delete", "update", "create"] as const;

// A whole config file on one line helps nobody; --json has it all.
const MAX_VALUE_LENGTH = 160;
/** How much of what two values have in common is shown before their first difference. */
const CONTEXT_LENGTH = 40;

function textOf(value: unknown): string {
  if (value === undefined) return "(none)";
  return typeof value === "string" && !/[\s"]/.test(value) && value !== "" ? value : JSON.stringify(value);
}

function cut(text: string, start: number): string {
  const end = start + MAX_VALUE_LENGTH;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${text.length > end ? "…" : ""}`;
}

/** A value on one line, cut off where it is long: text as it is unless that would mislead, everything else as JSON. */
export function formatValue(value: unknown): string {
  return cut(textOf(value), 0);
}

/** Two values that differ, in the same way. Of long ones, the part is shown in which they begin to differ. */
export function formatValues(before: unknown, after: unknown): [before: string, after: string] {
  const [old, now] = [textOf(before), textOf(after)];
  let common = 0;
  while (common < old.length && old[common] === now[common]) common += 1;
  const start = common < MAX_VALUE_LENGTH - CONTEXT_LENGTH ? 0 : common - CONTEXT_LENGTH;
  const isLong = Math.max(old.length, now.length) > MAX_VALUE_LENGTH;
  return [cut(old, isLong ? start : 0), cut(now, isLong ? start : 0)];
}

/** A field that differs, on a line below its object. */
export function formatField({ path, before, after }: FieldChange): string {
  return `       ${path}: ${formatValues(before, after).join(" → ")}`;
}

/** The object that a change is about: `Deployment outsrc-dev/front`. */
export function formatObject({ kind, namespace, name }: ResourceChange): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What else there is to know about a change, in brackets with a space before them; empty if nothing. */
export function formatNotes({ retained, protected: refused }: ResourceChange): string {
  const notes = [
    ...(retained ? ["the old object stays in the cluster"] : []),
    ...(refused ? ["protected: the engine will refuse"] : []),
  ];
  return notes.length > 0 ? ` (${notes.join("; ")})` : "";
}

/** A resource with its fields, a line each. */
export function formatChange(change: ResourceChange): string {
  const { operation, fields } = change;
  const first = `  ${SIGNS[operation]} ${operation} ${formatObject(change)}${formatNotes(change)}`;
  return [first, ...fields.map(formatField)].join("\n");
}

/** The numbers in one line: `1 to replace, 2 to update, 14 unchanged`. */
export function formatCounts({ changes, unchanged }: StackDiff): string {
  const counts = OPERATIONS.map((operation) => ({
    operation,
    count: changes.filter((change) => change.operation === operation).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ operation, count }) => `${count} to ${operation}`);
  return [...(counts.length > 0 ? counts : ["no changes"]), `${unchanged} unchanged`].join(", ");
}

/** The difference as text: a summary in one line, then each resource with its fields. */
export function formatDiff(diff: StackDiff & { stack: string; base: string }): string {
  return [`${diff.stack} against ${diff.base}: ${formatCounts(diff)}`, ...diff.changes.map(formatChange)].join("\n");
}
