import assert from "node:assert/strict";
import { MASK, maskSecrets } from "../../../offline/mask-secrets";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** [what is masked, the inputs, what is left] */
const cases: [string, unknown, unknown][] = [
  ["nothing among plain values", { a: 1, b: ["x", { c: null }] }, { a: 1, b: ["x", { c: null }] }],
  ["a text", { a: secret("canary"), b: "x" }, { a: MASK, b: "x" }],
  ["a number", { a: secret(1) }, { a: MASK }],
  ["an absent value", { a: secret(null) }, { a: MASK }],
  ["the leaves of a map", { a: secret({ b: "canary", c: { d: "canary" } }) }, { a: { b: MASK, c: { d: MASK } } }],
  ["the items of a list", { a: secret(["canary", { b: "canary" }]) }, { a: [MASK, { b: MASK }] }],
  ["a secret within a secret", { a: secret({ b: secret("canary") }) }, { a: { b: MASK } }],
  ["a secret within a list", { a: [secret("canary"), "x"] }, { a: [MASK, "x"] }],
  ["everything", secret({ a: "canary" }), { a: MASK }],
  ["no placeholder of a ciphertext", { a: secret("[secret 0123abcd]") }, { a: "[secret 0123abcd]" }],
  ["what only begins like a placeholder", { a: secret("[secret 0123abcd] canary") }, { a: MASK }],
];

describe("maskSecrets", () => {
  for (const [what, inputs, expected] of cases)
    it(`masks ${what}`, () => {
      assert.deepEqual(maskSecrets(inputs), expected);
    });

  it("leaves other resources' signatures alone", () => {
    const reference = { "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn" };
    assert.deepEqual(maskSecrets({ reference }), { reference });
  });

  it("has no fields where there is no map", () => {
    for (const value of [undefined, null, "canary", ["canary"]]) assert.deepEqual(maskSecrets(value), {});
  });
});
