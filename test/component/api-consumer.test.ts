import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { accessGroup, ApiConsumer } from "../../components/api-consumer";
import { MASK } from "../../offline/mask-secrets";
import { identity } from "../support/arguments";
import { declare, find, inventory } from "../support/declare";
import { at } from "../support/fields";

const declared = () =>
  declare(
    () =>
      new ApiConsumer("partner", {
        identity,
        namespace: "outsrc-dev",
        className: "kong",
        key: pulumi.secret("canary"),
      }),
  );

describe("ApiConsumer", () => {
  it("declares a consumer with two credentials, below outsrc:index:ApiConsumer", async () => {
    const registrations = await declared();
    assert.deepEqual(inventory(registrations), [
      "ApiConsumer partner",
      "KongConsumer partner",
      "Secret partner-group",
      "Secret partner-key",
    ]);
    const [component, ...children] = registrations;
    assert.equal(component?.type, "outsrc:index:ApiConsumer");
    for (const { parent } of children) assert.equal(parent, "pulumi:pulumi:Stack$outsrc:index:ApiConsumer::partner");
    assert.deepEqual(component.outputs, {});
  });

  it("keeps the key secret", async () => {
    const { inputs } = find(await declared(), "Secret", "partner-key");
    assert.deepEqual(inputs["stringData"], { key: MASK });
    assert.equal(at(inputs, "metadata", "labels", "konghq.com/credential"), "key-auth");
  });

  it("is in the access group of its environment, and no other's", async () => {
    const { inputs } = find(await declared(), "Secret", "partner-group");
    assert.equal(at(inputs, "metadata", "labels", "konghq.com/credential"), "acl");
    assert.deepEqual(Object.keys(Object(inputs["stringData"]) as object), ["group"]);
    assert.deepEqual([identity, { ...identity, instance: "outsrc" }].map(accessGroup), ["outsrc-dev", "outsrc"]);
  });

  it("takes the credentials' names from the objects themselves, so that they exist first", async () => {
    const registrations = await declared();
    const { inputs, dependencies } = find(registrations, "KongConsumer");
    assert.deepEqual(inputs["credentials"], ["partner-key", "partner-group"]);
    assert.deepEqual(
      [...dependencies].sort(),
      ["partner-group", "partner-key"].map((name) => find(registrations, "Secret", name).urn),
    );
  });
});
