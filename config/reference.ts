import { configJsonSchema, type SchemaNode } from "./json-schema";

interface Row {
  readonly path: string;
  readonly type: string;
  readonly value: string;
  readonly description: string;
}

const TYPES: Readonly<Record<string, string>> = {
  object: "map",
  array: "list",
  integer: "whole number",
  boolean: "true or false",
};

function typeOf(node: SchemaNode): string {
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  return TYPES[node.type ?? ""] ?? node.type ?? "";
}

/** What the reader wants to know of a value: that it must be there, or what holds without it. */
function presence(node: SchemaNode, required: boolean): string {
  if (required) return "required";
  const { default: value } = node;
  const empty = value === undefined || JSON.stringify(value) === "{}";
  return empty ? "" : `\`${JSON.stringify(value)}\``;
}

function rowsOf(path: string, node: SchemaNode, required: boolean): Row[] {
  const { properties = {}, additionalProperties, items } = node;
  const own: Row = {
    path,
    type: typeOf(node),
    value: presence(node, required),
    description: node.description ?? "",
  };
  const children = Object.entries(properties).flatMap(([key, child]) =>
    rowsOf(`${path}.${key}`, child, node.required?.includes(key) ?? false),
  );
  const entries = typeof additionalProperties === "object" ? rowsOf(`${path}.<name>`, additionalProperties, false) : [];
  const listItems = items?.properties ? rowsOf(`${path}[]`, items, false) : [];
  // A map's entry has a row of its own only if there is something to say about it.
  return [
    own,
    ...children,
    ...[...entries, ...listItems].filter(({ path: p, description }) => p !== path && description),
  ];
}

function table(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const escape = (text: string) => text.replaceAll("|", "\\|");
  return [
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    ...rows.map((r) => `| \`${r.path}\` | ${escape(r.type)} | ${escape(r.value)} | ${escape(r.description)} |`),
  ];
}

function section(key: string, node: SchemaNode, required: boolean): string {
  const [own, ...rows] = rowsOf(key, node, required);
  const example: unknown = node.examples?.[0];
  const facts = [own?.type, own?.value.startsWith("`") ? `default ${own.value}` : own?.value]
    .filter(Boolean)
    .join(", ");
  return [
    `## ${key}`,
    "",
    `${node.description ?? ""} (${facts})`,
    ...table(rows),
    ...(example === undefined ? [] : ["", `Example: \`${JSON.stringify(example)}\``]),
    "",
  ].join("\n");
}

/** docs/config.md: every key of a stack file, from the schema. */
export function configReference(project: string): string {
  const { properties = {}, required = [] } = configJsonSchema();
  return [
    "# Configuration reference",
    "",
    "Generated from `config/schema.ts` by `npm run docs`; do not edit.",
    "",
    `Every key stands in \`Pulumi.<stack>.yaml\` under \`config:\`, with the project's name before it: \`${project}:namespace\`.`,
    "Everything is checked before anything is declared, and all problems are reported at once.",
    "What is the same in every environment (ports, paths, probes) is in `services.ts`.",
    "",
    ...Object.entries(properties).map(([key, node]) => section(key, node, required.includes(key))),
  ].join("\n");
}
