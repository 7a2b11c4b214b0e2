import assert from "node:assert/strict";
import type { Declaration } from "../../../offline/recording-monitor";
import { diffStacks } from "../../../offline/stack-diff";
import { declaration, TYPES } from "../../support/declaration";

const metadata = { name: "x", namespace: "outsrc-dev" };

/** [what changes, the type, inputs before, inputs after, the operation] */
const operations: [string, string, object, object, string][] = [
  ["a Deployment's image", TYPES.deployment, { spec: { image: "1" } }, { spec: { image: "2" } }, "update"],
  [
    "a Deployment's selector",
    TYPES.deployment,
    { spec: { selector: { a: 1 } } },
    { spec: { selector: {} } },
    "replace",
  ],
  [
    "a field that begins like the selector",
    TYPES.deployment,
    { spec: { selectorLike: 1 } },
    { spec: { selectorLike: 2 } },
    "update",
  ],
  ["a Service's port", TYPES.service, { spec: { ports: [1] } }, { spec: { ports: [2] } }, "update"],
  ["a Service's selector", TYPES.service, { spec: { selector: { a: 1 } } }, { spec: { selector: {} } }, "update"],
  ["a Service's address", TYPES.service, { spec: { clusterIP: "1" } }, { spec: {} }, "replace"],
  ["a ConfigMap's file", TYPES.configMap, { data: { "a.yaml": "1" } }, { data: { "a.yaml": "2" } }, "replace"],
  ["a Secret's value", TYPES.secret, { stringData: { a: "1" } }, { stringData: { a: "2" } }, "replace"],
  ["a ConfigMap's labels", TYPES.configMap, { labels: 1 }, { labels: 2 }, "update"],
  ["an Ingress's hosts", TYPES.ingress, { spec: { rules: [1] } }, { spec: { rules: [2] } }, "update"],
  ["a KongPlugin's settings", TYPES.plugin, { config: { a: 1 } }, { config: { a: 2 } }, "update"],
  ["a record's target", TYPES.record, { content: "a" }, { content: "b" }, "update"],
  ["a record's type (TRAP 9)", TYPES.record, { type: "A" }, { type: "CNAME" }, "replace"],
  ["a record's zone", TYPES.record, { zoneId: "1" }, { zoneId: "2" }, "replace"],
];

function diffOf(type: string, before: object, after: object, options: Partial<Declaration> = {}) {
  const of = (inputs: object) => [declaration(type, "x", { ...options, inputs: { metadata, ...inputs } })];
  return diffStacks(of(before), of(after));
}

describe("diffStacks", () => {
  for (const [what, type, before, after, expected] of operations)
    it(`means to ${expected} if ${what} changes`, () => {
      assert.deepEqual(
        diffOf(type, before, after).changes.map(({ operation }) => operation),
        [expected],
      );
    });

  for (const key of ["name", "namespace"])
    it(`means to replace any object whose ${key} changes`, () => {
      const { changes } = diffOf(TYPES.service, {}, { metadata: { ...metadata, [key]: "other" } });
      assert.deepEqual(
        changes.map(({ operation, fields }) => [operation, fields[0]?.path]),
        [["replace", `metadata.${key}`]],
      );
    });

  it("counts what stays as it is, and says nothing about it", () => {
    assert.deepEqual(diffOf(TYPES.service, { spec: 1 }, { spec: 1 }), { changes: [], unchanged: 1 });
  });

  it("leaves components out, and counts providers", () => {
    const before = [declaration(TYPES.component, "front", { custom: false }), declaration(TYPES.provider, "cluster")];
    assert.deepEqual(diffStacks(before, before), { changes: [], unchanged: 1 });
    assert.deepEqual(
      diffStacks(before, []).changes.map(({ kind, operation }) => [kind, operation]),
      [["kubernetes", "delete"]],
    );
  });

  it("names an object by its name in the cluster, or by its logical one", () => {
    const created = diffStacks(
      [],
      [
        declaration(TYPES.configMap, "front-config", { inputs: { metadata: { ...metadata, name: "front-config-1" } } }),
        declaration(TYPES.secret, "front-secrets", { inputs: { metadata: { namespace: "outsrc-dev" } } }),
        declaration(TYPES.namespace, "outsrc", { inputs: { metadata: { name: "outsrc-dev" } } }),
        declaration(TYPES.record, "dev.outsrc.dev", { inputs: { name: "dev.outsrc.dev" } }),
      ],
    );
    assert.deepEqual(
      created.changes.map(({ kind, name, namespace }) => [kind, name, namespace]),
      [
        ["ConfigMap", "front-config-1", "outsrc-dev"],
        ["Secret", "front-secrets", "outsrc-dev"],
        ["Namespace", "outsrc-dev", undefined],
        ["DnsRecord", "dev.outsrc.dev", undefined],
      ],
    );
  });

  it("tells replaces and deletes first, then updates, then what is new", () => {
    const of = (names: Record<string, object>) =>
      Object.entries(names).map(([name, inputs]) => declaration(TYPES.configMap, name, { inputs: { ...inputs } }));
    const diff = diffStacks(
      of({ same: {}, updated: { labels: 1 }, deleted: {}, replaced: { data: 1 } }),
      of({ created: {}, same: {}, updated: { labels: 2 }, replaced: { data: 2 } }),
    );
    assert.deepEqual(
      diff.changes.map(({ operation, name }) => [operation, name]),
      [
        ["replace", "replaced"],
        ["delete", "deleted"],
        ["update", "updated"],
        ["create", "created"],
      ],
    );
    assert.equal(diff.unchanged, 1);
  });

  it("notes that a replaced or deleted object stays in the cluster, and no other", () => {
    const options = { retainOnDelete: true };
    assert.equal(diffOf(TYPES.configMap, { data: 1 }, { data: 2 }, options).changes[0]?.retained, true);
    assert.equal(diffOf(TYPES.configMap, { labels: 1 }, { labels: 2 }, options).changes[0]?.retained, false);
    assert.equal(diffStacks([declaration(TYPES.configMap, "x", options)], []).changes[0]?.retained, true);
    assert.equal(diffStacks([], [declaration(TYPES.configMap, "x", options)]).changes[0]?.retained, false);
  });

  it("notes that the engine will refuse to delete a protected object, also if the program no longer protects it", () => {
    const before = [declaration(TYPES.namespace, "outsrc", { protect: true })];
    assert.equal(diffStacks(before, []).changes[0]?.protected, true);
    const renamed = declaration(TYPES.namespace, "outsrc", { inputs: { metadata: { name: "other" } } });
    assert.equal(diffStacks(before, [renamed]).changes[0]?.protected, true);
  });

  it("shows that a protection is given up or taken", () => {
    const open = [declaration(TYPES.namespace, "outsrc")];
    const closed = [declaration(TYPES.namespace, "outsrc", { protect: true })];
    assert.equal(diffStacks(open, closed).changes.length, 1);
    assert.equal(diffStacks(closed, open).changes.length, 1);
  });

  it("says nothing about a field that the engine will ignore (TRAP 14)", () => {
    const before = [declaration(TYPES.deployment, "x", { inputs: { metadata, spec: { replicas: 2 } } })];
    const ignored = { ignoreChanges: ["spec.replicas"] };
    const after = [{ ...declaration(TYPES.deployment, "x", { inputs: { metadata, spec: {} } }), ...ignored }];
    assert.deepEqual(diffStacks(before, after), { changes: [], unchanged: 1 });
  });
});
