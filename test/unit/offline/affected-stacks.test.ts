import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { affectedStacks } from "../../../offline/affected-stacks";
import { PROJECT } from "../../support/stacks";

const STACKS = ["dev", "staging", "prod"];
const ALL = { affected: STACKS, unaffected: [], deleted: [] };
const NONE = { affected: [], unaffected: STACKS, deleted: [] };

/** Files that every stack depends on. */
const program = [
  "index.ts",
  "services.ts",
  "config/schema.ts",
  "components/app-ingress.ts",
  "manifests/kong.ts",
  "package.json",
  "package-lock.json",
  "Pulumi.yaml",
  "pulumi.env",
];

/** Files that no stack depends on. */
const others = [
  "README.md",
  "docs/config.md",
  "test/unit/config/schema.test.ts",
  "cli/main.ts",
  "rollout/engine.ts",
  "sandbox/config/x.ts",
  "docs/Pulumi.dev.yaml",
  "docs/package.json",
  "index.ts.orig",
];

describe("affectedStacks", () => {
  for (const file of program)
    it(`takes a change of ${file} for one of every stack`, () => {
      assert.deepEqual(affectedStacks(["README.md", file], STACKS), ALL);
    });

  for (const file of others)
    it(`takes a change of ${file} for one of no stack`, () => {
      assert.deepEqual(affectedStacks([file], STACKS), NONE);
    });

  it("takes a change of a stack file for one of that stack", () => {
    assert.deepEqual(affectedStacks(["Pulumi.prod.yaml", "Pulumi.dev.yaml"], STACKS), {
      affected: ["dev", "prod"],
      unaffected: ["staging"],
      deleted: [],
    });
  });

  it("names the stacks whose file is gone", () => {
    assert.deepEqual(affectedStacks(["Pulumi.old.yaml"], STACKS), { ...NONE, deleted: ["old"] });
  });

  it("knows every file that the program is made of", () => {
    const imports = (file: string): string[] =>
      [...readFileSync(join(PROJECT, file), "utf8").matchAll(/from "(\.[^"]+)"/g)].map(
        ([, path = ""]) => `${join(file, "..", path)}.ts`,
      );
    const seen = new Set(["index.ts"]);
    for (const file of seen) for (const next of imports(file)) if (existsSync(join(PROJECT, next))) seen.add(next);
    assert.ok(seen.size > 30);
    for (const file of seen) assert.deepEqual(affectedStacks([file], STACKS), ALL, file);
  });

  it("knows every file beside index.ts that is not documentation or about tools", () => {
    const known = readdirSync(PROJECT, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .filter((name) => affectedStacks([name], STACKS).affected.length === 0);
    assert.deepEqual(known.sort(), ["CHANGELOG.md", "README.md", "eslint.config.mjs", "knip.json", "tsconfig.json"]);
  });
});
