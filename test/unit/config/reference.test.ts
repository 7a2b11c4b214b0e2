import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { generatedFiles } from "../../../config/write-reference";
import { stackFileJsonSchema } from "../../../config/json-schema";

const root = join(__dirname, "../../..");

describe("the config reference", () => {
  it("is what `npm run docs` writes", async () => {
    for (const [path, text] of Object.entries(await generatedFiles()))
      assert.equal(readFileSync(join(root, path), "utf8"), text, `${path} is stale; run npm run docs`);
  });
});

describe("the JSON Schema of stack files", () => {
  const validate = new Ajv({ strict: false }).compile(stackFileJsonSchema("outsrc"));
  const stackFile = (stack: string): unknown => parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));

  for (const stack of ["dev", "staging", "prod"])
    it(`accepts Pulumi.${stack}.yaml, which points an editor at it`, () => {
      assert.ok(validate(stackFile(stack)), JSON.stringify(validate.errors));
      const [firstLine] = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8").split("\n");
      assert.equal(firstLine, "# yaml-language-server: $schema=config/stack.schema.json");
    });

  it("rejects an unknown key of ours, and lets keys of others be", () => {
    const dev = stackFile("dev") as { config: Record<string, unknown> };
    assert.ok(validate({ config: { ...dev.config, "cloudflare:apiToken": { secure: "v1:x" } } }));
    assert.ok(!validate({ config: { ...dev.config, "outsrc:namspace": "x" } }));
  });

  it("rejects a secret that is not encrypted", () => {
    const dev = stackFile("dev") as { config: Record<string, unknown> };
    assert.ok(validate({ config: { ...dev.config, "outsrc:secrets": { front: { TOKEN: { secure: "v1:x" } } } } }));
    assert.ok(!validate({ config: { ...dev.config, "outsrc:secrets": { front: { TOKEN: "plain" } } } }));
  });
});
