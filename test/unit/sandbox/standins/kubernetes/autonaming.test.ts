import assert from "node:assert/strict";
import { withName } from "../../../../../sandbox/standins/kubernetes/autonaming";

const source = { logicalName: "front-secrets", seed: Buffer.from("seed") };
const nameOf = (object: ReturnType<typeof withName>) =>
  JSON.parse(JSON.stringify(object)) as { metadata: { name: string } };

describe("withName", () => {
  it("leaves a declared name alone", () => {
    const object = { metadata: { name: "mine" } };
    assert.equal(withName(object, undefined, source), object);
  });

  it("makes the same name of the same seed, and marks it", () => {
    const object = nameOf(withName({ kind: "Secret" }, undefined, source));
    assert.match(object.metadata.name, /^front-secrets-[0-9a-f]{8}$/);
    assert.deepEqual(nameOf(withName({ kind: "Secret" }, undefined, source)), object);
    assert.deepEqual(object.metadata, { ...object.metadata, annotations: { "pulumi.com/autonamed": "true" } });
  });

  it("keeps the name that was made before", () => {
    const previous = { metadata: { name: "front-secrets-1234abcd", annotations: { "pulumi.com/autonamed": "true" } } };
    assert.deepEqual(withName({}, previous, source), previous);
  });

  it("takes the name that the engine proposes", () => {
    const engine = { disabled: false, proposedName: "proposed" };
    assert.equal(nameOf(withName({}, undefined, { ...source, engine })).metadata.name, "proposed");
  });

  it("rejects a missing name where autonaming is disabled", () => {
    assert.throws(
      () => withName({}, undefined, { ...source, engine: { disabled: true, proposedName: "" } }),
      /metadata\.name: is missing/,
    );
  });
});
