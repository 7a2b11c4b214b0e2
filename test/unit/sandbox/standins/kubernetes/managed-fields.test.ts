import assert from "node:assert/strict";
import { takeover, withIgnoredFields } from "../../../../../sandbox/standins/kubernetes/managed-fields";

const entry = (manager: string, operation: string, fieldsV1: Record<string, object>, more = {}) => ({
  manager,
  operation,
  fieldsV1: JSON.parse(JSON.stringify(fieldsV1)) as Record<string, never>,
  ...more,
});
const objectWith = (...managedFields: ReturnType<typeof entry>[]) => ({
  metadata: { managedFields },
  spec: { replicas: 5 },
});

describe("takeover", () => {
  it("renames the entry of the request that created the object", () => {
    const object = objectWith(entry("pulumi-kubernetes", "Update", { "f:data": {} }));
    assert.deepEqual(takeover(object, "ours"), [entry("ours", "Apply", { "f:data": {} })]);
  });

  it("joins what kubectl manages to what is ours", () => {
    const ours = entry("ours", "Apply", { "f:spec": { "f:a": {} } });
    const others = [entry("hpa", "Update", { "f:x": {} }), entry("kubectl-set", "Update", { "f:spec": { "f:b": {} } })];
    assert.deepEqual(takeover(objectWith(ours, ...others), "ours"), [
      entry("hpa", "Update", { "f:x": {} }),
      entry("ours", "Apply", { "f:spec": { "f:a": {}, "f:b": {} } }),
    ]);
  });

  it("leaves controllers and subresources alone", () => {
    const status = entry("kubectl", "Update", { "f:status": {} }, { subresource: "status" });
    assert.equal(takeover(objectWith(entry("kube-controller-manager", "Update", {}), status), "ours"), undefined);
  });
});

describe("withIgnoredFields", () => {
  const declared = { spec: { replicas: 1, paused: false } };
  const replicas = { "f:spec": { "f:replicas": {} } };

  it("leaves out a field that another manager owns", () => {
    const live = objectWith(entry("hpa", "Update", replicas));
    assert.deepEqual(withIgnoredFields(declared, live, "ours", ["spec.replicas"]), { spec: { paused: false } });
  });

  it("sends the live value of a field that is shared", () => {
    const live = objectWith(entry("hpa", "Update", replicas), entry("ours", "Apply", replicas));
    assert.deepEqual(withIgnoredFields(declared, live, "ours", ["spec.replicas"]), {
      spec: { replicas: 5, paused: false },
    });
  });
});
