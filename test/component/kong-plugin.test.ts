import assert from "node:assert/strict";
import { KongPlugin } from "../../components/kong-plugin";
import { identity } from "../support/arguments";
import { declare, type Registration } from "../support/declare";
import { at } from "../support/fields";

async function declared(): Promise<{ component: Registration; object: Registration }> {
  const registrations = await declare(
    () => new KongPlugin("rate-limiting", { identity, namespace: "outsrc-dev", config: { minute: 60 } }),
  );
  assert.equal(registrations.length, 2);
  return { component: registrations[0]!, object: registrations[1]! };
}

describe("KongPlugin", () => {
  it("declares one object of its type, below outsrc:index:KongPlugin", async () => {
    const { component, object } = await declared();
    assert.deepEqual([component.type, component.name], ["outsrc:index:KongPlugin", "rate-limiting"]);
    assert.deepEqual(
      [object.type, object.name],
      ["kubernetes:configuration.konghq.com/v1:KongPlugin", "rate-limiting"],
    );
    assert.equal(object.parent, "pulumi:pulumi:Stack$outsrc:index:KongPlugin::rate-limiting");
  });

  it("passes Kong's settings on as they are", async () => {
    const { inputs } = (await declared()).object;
    assert.deepEqual(inputs["config"], { minute: 60 });
    assert.equal(inputs["plugin"], "rate-limiting");
    assert.equal(at(inputs, "metadata", "namespace"), "outsrc-dev");
  });

  it("registers the object's name as its output", async () => {
    assert.deepEqual((await declared()).component.outputs, { pluginName: "rate-limiting" });
  });
});
