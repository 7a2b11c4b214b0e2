import assert from "node:assert/strict";
import { formatDiff } from "../../../cli/format-diff";
import type { FieldChange } from "../../../offline/field-diff";
import type { ResourceChange } from "../../../offline/stack-diff";

const change = (changes: Partial<ResourceChange>): ResourceChange => ({
  operation: "update",
  kind: "Deployment",
  name: "front",
  namespace: "outsrc-dev",
  urn: "urn",
  fields: [],
  retained: false,
  protected: false,
  ...changes,
});

const format = (...changes: ResourceChange[]) => formatDiff({ stack: "dev", base: "HEAD", changes, unchanged: 14 });
const fieldLine = (field: Partial<FieldChange>) =>
  format(change({ fields: [{ path: "a.b", before: undefined, after: undefined, ...field }] })).split("\n")[2];

/** [what it is, before, after, the line without its indentation] */
const fields: [string, unknown, unknown, string][] = [
  ["a word", "1.1.0", "1.2.0", "a.b: 1.1.0 → 1.2.0"],
  ["a number", 1, 2, "a.b: 1 → 2"],
  ["a text that looks like a number no differently", "1", "2", "a.b: 1 → 2"],
  ["a text with spaces", "a b", 'c"d', 'a.b: "a b" → "c\\"d"'],
  ["an empty text", "", "x", 'a.b: "" → x'],
  ["several lines in one", "a\nb\n", "c", 'a.b: "a\\nb\\n" → c'],
  ["what was not there", undefined, { a: [1] }, 'a.b: (none) → {"a":[1]}'],
  ["null", null, false, "a.b: null → false"],
  ["a long text in its beginning", "x".repeat(161), "y".repeat(160), `a.b: ${"x".repeat(160)}… → ${"y".repeat(160)}`],
  [
    "long texts where they begin to differ",
    `${"x".repeat(300)}old`,
    `${"x".repeat(300)}${"new".repeat(100)}`,
    `a.b: …${"x".repeat(40)}old → …${"x".repeat(40)}${"new".repeat(40)}…`,
  ],
  [
    "a long text and what it begins with",
    "x".repeat(150),
    "x".repeat(170),
    `a.b: …${"x".repeat(40)} → …${"x".repeat(60)}`,
  ],
];

describe("formatDiff", () => {
  it("says in one line that nothing changes", () => {
    assert.equal(format(), "dev against HEAD: no changes, 14 unchanged");
  });

  it("counts replaces and deletes first", () => {
    const operations = ["create", "update", "update", "delete", "replace"] as const;
    assert.equal(
      format(...operations.map((operation) => change({ operation }))).split("\n")[0],
      "dev against HEAD: 1 to replace, 1 to delete, 2 to update, 1 to create, 14 unchanged",
    );
  });

  it("names each resource with its sign, its operation and its fields", () => {
    assert.equal(
      format(
        change({ operation: "replace", kind: "ConfigMap", fields: [{ path: "data[a]", before: 1, after: 2 }] }),
        change({ operation: "delete", kind: "Service" }),
        change({ operation: "update" }),
        change({ operation: "create", kind: "Namespace", name: "outsrc-dev", namespace: undefined }),
      ),
      [
        "dev against HEAD: 1 to replace, 1 to delete, 1 to update, 1 to create, 14 unchanged",
        "  +- replace ConfigMap outsrc-dev/front",
        "       data[a]: 1 → 2",
        "  -  delete Service outsrc-dev/front",
        "  ~  update Deployment outsrc-dev/front",
        "  +  create Namespace outsrc-dev",
      ].join("\n"),
    );
  });

  it("notes what stays in the cluster, and what the engine will refuse", () => {
    assert.equal(
      format(change({ operation: "delete", retained: true, protected: true })).split("\n")[1],
      "  -  delete Deployment outsrc-dev/front (the old object stays in the cluster; protected: the engine will refuse)",
    );
  });

  for (const [what, before, after, expected] of fields)
    it(`shows ${what}`, () => {
      assert.equal(fieldLine({ before, after }), `       ${expected}`);
    });
});
