import assert from "node:assert/strict";
import { stepLines, stepSummary, visibleSteps } from "../../../cli/format-steps";
import type { Step } from "../../../rollout/steps";

function step(changes: Partial<Step>): Step {
  const type = changes.type ?? "kubernetes:apps/v1:Deployment";
  const name = changes.name ?? "front";
  return {
    operation: "update",
    urn: `${type}::${name}`,
    type,
    name,
    fields: ["spec.replicas"],
    changes: [],
    object: undefined,
    ...changes,
  };
}

const record = (operation: string) =>
  step({ operation, type: "cloudflare:index/dnsRecord:DnsRecord", name: "dev.outsrc.dev" });

const STEPS = [
  step({ operation: "create", type: "kubernetes:core/v1:Service", name: "back" }),
  step({ changes: [{ path: "spec.replicas", before: 1, after: 3 }], object: { name: "front-live", namespace: "ns" } }),
  step({ operation: "update", type: "outsrc:index:WebService", name: "front" }),
  step({ operation: "update", type: "kubernetes:core/v1:Service", name: "front", fields: [] }),
  record("create-replacement"),
  record("replace"),
  record("delete-replaced"),
  step({ operation: "delete", type: "kubernetes:core/v1:ConfigMap", name: "old" }),
];

describe("the steps of an update, for people", () => {
  it("show replaces and deletes first, objects only, and a replacement once", () => {
    assert.deepEqual(stepLines(STEPS), [
      "  +- replace DnsRecord dev.outsrc.dev",
      "  -  delete ConfigMap old",
      "  ~  update Deployment front-live\n       spec.replicas: 1 → 3",
      "  +  create Service back",
    ]);
  });

  it("come in an order of their own, whatever that of the engine is", () => {
    assert.deepEqual(stepLines(STEPS.toReversed()), stepLines(STEPS));
    const steps = [record("update"), step({ name: "front" }), step({ name: "back" })];
    assert.deepEqual(
      visibleSteps(steps).map(({ name }) => name),
      ["back", "front", "dev.outsrc.dev"],
    );
  });

  it("are counted in one line", () => {
    assert.equal(stepSummary(STEPS), "1 to replace, 1 to delete, 1 to update, 1 to create");
    assert.equal(stepSummary([]), "");
  });

  it("leave out what only waits", () => {
    assert.deepEqual(visibleSteps([step({ fields: [] })]), []);
  });

  it("cut long values", () => {
    const [line = ""] = stepLines([step({ changes: [{ path: "data", before: undefined, after: "x".repeat(500) }] })]);
    assert.equal(line, `  ~  update Deployment front\n       data: (none) → ${"x".repeat(160)}…`);
  });
});
