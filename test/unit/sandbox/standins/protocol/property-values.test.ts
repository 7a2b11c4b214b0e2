import assert from "node:assert/strict";
import {
  asSecret,
  bareProperties,
  containsUnknown,
  fromStruct,
  markSecrets,
  toStruct,
  UNKNOWN,
} from "../../../../../sandbox/standins/protocol/property-values";

describe("property values", () => {
  it("reads back what it writes", () => {
    const value = { text: "a", list: [1, true, { nested: null }], secret: asSecret("hidden") };
    assert.deepEqual(fromStruct(toStruct(value)), value);
  });

  it("unwraps secrets and drops nulls of objects, not of lists", () => {
    const struct = toStruct({ a: asSecret({ b: asSecret("c") }), gone: null, list: [null, asSecret(1)] });
    assert.deepEqual(bareProperties(struct), { a: { b: "c" }, list: [null, 1] });
  });

  it("finds unknown values at any depth", () => {
    assert.equal(containsUnknown({ a: [{ b: UNKNOWN }] }), true);
    assert.equal(containsUnknown({ a: [{ b: "known" }] }), false);
  });

  it("marks as secret what is secret in the model, a list as a whole", () => {
    const model = { a: { b: asSecret("old"), c: "plain" }, list: ["x", asSecret("y")] };
    assert.deepEqual(markSecrets({ a: { b: "new", c: "d" }, list: ["y"], own: 1 }, model), {
      a: { b: asSecret("new"), c: "d" },
      list: asSecret(["y"]),
      own: 1,
    });
  });
});
