import assert from "node:assert/strict";
import { diffFields, type FieldChange } from "../../../offline/field-diff";

const change = (path: string, before: unknown, after: unknown): FieldChange => ({ path, before, after });

/** [what differs, before, after, the changes] */
const cases: [string, unknown, unknown, FieldChange[]][] = [
  ["nothing", { a: [1, { b: "x" }] }, { a: [1, { b: "x" }] }, []],
  ["the order of keys only", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ["a value", { a: { b: 1 } }, { a: { b: 2 } }, [change("a.b", 1, 2)]],
  ["0, the empty text and nothing", { a: 0, b: "" }, { a: "", b: 0 }, [change("a", 0, ""), change("b", "", 0)]],
  ["null and nothing", { a: null }, {}, [change("a", null, undefined)]],
  ["a new field", {}, { a: { b: 1 } }, [change("a", undefined, { b: 1 })]],
  ["a field that is gone", { a: 1, b: 2 }, { b: 2 }, [change("a", 1, undefined)]],
  ["a map that has become empty", { a: { b: 1 } }, { a: {} }, [change("a.b", 1, undefined)]],
  ["a map that has become a list", { a: { 0: 1 } }, { a: [1] }, [change("a", { 0: 1 }, [1])]],
  ["an item of a list", { a: ["x", "y"] }, { a: ["x", "z"] }, [change("a[1]", "y", "z")]],
  ["the length of a list", { a: ["x"] }, { a: ["x", "y"] }, [change("a[1]", undefined, "y")]],
  [
    "a key with dots and slashes",
    { annotations: { "konghq.com/plugins": "a" }, data: { "app.yaml": "1" } },
    { annotations: { "konghq.com/plugins": "b" }, data: { "app.yaml": "2" } },
    [change("annotations[konghq.com/plugins]", "a", "b"), change("data[app.yaml]", "1", "2")],
  ],
  [
    "a named item, wherever it stands",
    { c: [{ name: "front", image: "1" }] },
    {
      c: [
        { name: "side", image: "1" },
        { name: "front", image: "2" },
      ],
    },
    [change("c[front].image", "1", "2"), change("c[side]", undefined, { name: "side", image: "1" })],
  ],
  [
    "amounts of CPU and memory, unless they are only written differently",
    { resources: { requests: { cpu: "0.5", memory: "2Gi" }, limits: { cpu: 1, memory: "1Gi" } } },
    { resources: { requests: { cpu: "500m", memory: "2048Mi" }, limits: { cpu: "1000m", memory: "1G" } } },
    [change("resources.limits.memory", "1Gi", "1G")],
  ],
  [
    "amounts that are mere text",
    { env: { CPU: "0.5" }, labels: { memory: "2Gi" }, data: { "resources.limits.cpu": "1" } },
    { env: { CPU: "500m" }, labels: { memory: "2048Mi" }, data: { "resources.limits.cpu": "1000m" } },
    [
      change("env.CPU", "0.5", "500m"),
      change("labels.memory", "2Gi", "2048Mi"),
      change("data[resources.limits.cpu]", "1", "1000m"),
    ],
  ],
  [
    "an item among ones of the same name, by its place",
    { c: [{ name: "a" }, { name: "a", v: 1 }] },
    { c: [{ name: "a" }, { name: "a", v: 2 }] },
    [change("c[1].v", 1, 2)],
  ],
];

describe("diffFields", () => {
  for (const [what, before, after, expected] of cases)
    it(`tells ${what} apart`, () => {
      assert.deepEqual(diffFields(before, after), expected);
    });

  it("says the opposite in the other direction", () => {
    for (const [, before, after] of cases) {
      const backwards = diffFields(after, before).map((c) => change(c.path, c.after, c.before));
      const byPath = (a: FieldChange, b: FieldChange) => a.path.localeCompare(b.path);
      assert.deepEqual(backwards.sort(byPath), diffFields(before, after).sort(byPath));
    }
  });
});
