import assert from "node:assert/strict";
import { normalised } from "../../../../../sandbox/standins/kubernetes/normalised";
import { UNKNOWN } from "../../../../../sandbox/standins/protocol/property-values";

const SECRET = { apiVersion: "v1", kind: "Secret" };

describe("normalised", () => {
  it("encodes stringData, which wins over data", () => {
    const object = normalised({ ...SECRET, stringData: { a: "new" }, data: { a: "b2xk", b: "eA==" } });
    assert.deepEqual(object, { ...SECRET, data: { a: "bmV3", b: "eA==" } });
  });

  it("leaves a Secret alone that is not known yet", () => {
    const object = { ...SECRET, stringData: { a: UNKNOWN } };
    assert.deepEqual(normalised(object), object);
  });

  it("drops empty labels and annotations at every depth, but no other empty map", () => {
    const metadata = { name: "a", labels: {}, annotations: {} };
    const object = { metadata, spec: { podSelector: {}, template: { metadata } } };
    const expected = { metadata: { name: "a" }, spec: { podSelector: {}, template: { metadata: { name: "a" } } } };
    assert.deepEqual(normalised(object), expected);
  });

  it("drops metadata that only the server writes", () => {
    assert.deepEqual(normalised({ metadata: { name: "a", uid: "u", managedFields: [] } }), { metadata: { name: "a" } });
  });
});
