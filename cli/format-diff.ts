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

function shown(value: unknown): string {
  if (value === undefined) return "(none)";
  const text = typeof value === "string" && !/[\s"]/.test(value) && value !== "" ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

function formatField({ path, before, after }: FieldChange): string {
  return `       ${path}: ${shown(before)} → ${shown(after)}`;
}

function formatChange({ operation, kind, name, namespace, retained, protected: refused, fields }: ResourceChange) {
  const notes = [
    ...(retained ? ["the old object stays in the cluster"] : []),
    ...(refused ? ["protected: the engine will refuse"] : []),
  ];
  const object = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const note = notes.length > 0 ? ` (${notes.join("; ")})` : "";
  return [`  ${SIGNS[operation]} ${operation} ${object}${note}`, ...fields.map(formatField)].join("\n");
}

/** One line: `dev against HEAD: 1 to replace, 2 to update, 14 unchanged`. */
function summary({ stack, base, changes, unchanged }: StackDiff & { stack: string; base: string }): string {
  const counts = OPERATIONS.map((operation) => ({
    operation,
    count: changes.filter((change) => change.operation === operation).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ operation, count }) => `${count} to ${operation}`);
  return `${stack} against ${base}: ${[...(counts.length > 0 ? counts : ["no changes"]), `${unchanged} unchanged`].join(", ")}`;
}

/** The difference as text: a summary in one line, then each resource with its fields. */
export function formatDiff(diff: StackDiff & { stack: string; base: string }): string {
  return [summary(diff), ...diff.changes.map(formatChange)].join("\n");
}
