import type { z } from "zod";
import { configJsonSchema, type SchemaNode } from "./json-schema";
import { formatPath, type Problem } from "./problem";
import { suggest } from "./suggest";

function nodeAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((at, segment) => {
    if (typeof segment === "number") return at?.items;
    const other = typeof at?.additionalProperties === "object" ? at.additionalProperties : undefined;
    return at?.properties?.[String(segment)] ?? other;
  }, root);
}

function exampleOf(at: SchemaNode | undefined): unknown {
  if (at?.examples?.[0] !== undefined) return at.examples[0];
  const known = Object.entries(at?.properties ?? {}).flatMap(([key, child]) => {
    const example = exampleOf(child);
    return example === undefined ? [] : [[key, example]];
  });
  return known.length > 0 ? Object.fromEntries(known.slice(0, 3)) : undefined;
}

/** The value at a path of a parsed document; `undefined` where there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, segment) => (typeof at === "object" && at !== null ? Reflect.get(at, segment) : undefined),
    root,
  );
}

const NAMES: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "a string",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
};

function whatIsWrong(issue: z.core.$ZodIssue, got: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return got === undefined ? "is missing" : `is not ${NAMES[issue.expected] ?? issue.expected}`;
    case "too_small":
      return issue.origin === "array" ? "is empty" : `is below ${String(issue.minimum)}`;
    case "too_big":
      return `is above ${String(issue.maximum)}`;
    case "invalid_value":
      return "is not one of the values it may have";
    case "invalid_format":
      return "is malformed";
    default:
      return issue.message;
  }
}

function whatToWrite(issue: z.core.$ZodIssue, at: SchemaNode | undefined): string {
  if (issue.code === "custom" && typeof issue.params?.["instead"] === "string") return issue.params["instead"];
  if (issue.code === "invalid_value") return `write one of ${issue.values.map((v) => JSON.stringify(v)).join(", ")}`;
  const example = exampleOf(at);
  return example === undefined ? "see docs/config.md" : `write a value such as ${JSON.stringify(example)}`;
}

function problemsOf(issue: z.core.$ZodIssue, raw: unknown, root: SchemaNode): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(nodeAt(root, issue.path)?.properties ?? {});
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key]),
      wrong: "is not a known key",
      got: valueAt(raw, [...issue.path, key]),
      instead: suggest(key, known),
    }));
  }
  if (issue.code === "invalid_key") {
    // The name of a map's entry is wrong: the path ends with it, and the issues inside say why.
    return issue.issues.map((inner) => ({
      path: formatPath(issue.path),
      wrong: inner.message,
      got: issue.path.at(-1),
      instead: whatToWrite(inner, undefined),
    }));
  }
  const got = valueAt(raw, issue.path);
  const instead = whatToWrite(issue, nodeAt(root, issue.path));
  return [{ path: formatPath(issue.path), wrong: whatIsWrong(issue, got), got, instead }];
}

/** What zod found, in the words of the stack file. `raw` is the document that the schema refused. */
export function describeIssues(error: z.core.$ZodError, raw: unknown): Problem[] {
  const root = configJsonSchema();
  return error.issues.flatMap((issue) => problemsOf(issue, raw, root));
}
