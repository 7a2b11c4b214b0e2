import assert from "node:assert/strict";
import { inCreationOrder } from "../../../offline/creation-order";
import type { Declaration } from "../../../offline/recording-monitor";
import { declaration, TYPES } from "../../support/declaration";

const order = (declarations: readonly Declaration[]) => inCreationOrder(declarations).map(({ name }) => name);

describe("inCreationOrder", () => {
  const namespace = declaration(TYPES.namespace, "namespace");
  const plugin = declaration(TYPES.plugin, "plugin");
  const service = declaration(TYPES.service, "service");
  const deployment = declaration(TYPES.deployment, "deployment", { dependencies: [namespace.urn] });
  const ingress = declaration(TYPES.ingress, "ingress");

  it("puts what others refer to by name first, and the Ingress last", () => {
    assert.deepEqual(order([ingress, service, deployment, plugin, namespace]), [
      "namespace",
      "plugin",
      "deployment",
      "service",
      "ingress",
    ]);
  });

  it("is the same whatever the order of registration", () => {
    const all = [namespace, plugin, service, deployment, ingress];
    const expected = order(all);
    all.forEach((_, i) => {
      assert.deepEqual(order([...all.slice(i), ...all.slice(0, i)]), expected);
    });
  });

  it("puts each resource after those that it depends on", () => {
    const first = declaration(TYPES.ingress, "first");
    const second = declaration(TYPES.namespace, "second", { dependencies: [first.urn] });
    assert.deepEqual(order([second, first]), ["first", "second"]);
  });

  it("does not wait for what the stack does not declare", () => {
    const alone = declaration(TYPES.service, "alone", { dependencies: ["urn:of:another:stack"] });
    assert.deepEqual(order([alone]), ["alone"]);
  });

  it("loses nothing where resources wait for each other", () => {
    const [a, b] = ["a", "b"].map((name) => declaration(TYPES.service, name));
    const cycle = [
      { ...a!, dependencies: [b!.urn] },
      { ...b!, dependencies: [a!.urn] },
    ];
    assert.deepEqual(order(cycle), ["a", "b"]);
  });
});
