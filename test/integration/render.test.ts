import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { renderYaml } from "../../offline/render";
import { runProgram } from "../../offline/run-program";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const root = join(__dirname, "../..");

describe("what render prints", () => {
  let world: World;

  before(async function () {
    requires(this, "go", "kubectl");
    world = await theWorld();
  });

  const kubectl = (args: string[], input = "") =>
    execFileSync("kubectl", args, { input, encoding: "utf8", env: { ...process.env, ...world.env } });

  for (const stack of ["dev", "staging", "prod"])
    it(`is accepted by a real API server for ${stack}`, async () => {
      const { declarations } = await runProgram(root, stack);
      // Objects of other namespaces are refused before theirs is there, so a namespace like it stands in for it.
      const namespace = `render-${stack}`;
      const yaml = renderYaml(declarations).replaceAll(
        /^( *)(namespace|name): outsrc(?:-dev|-staging)?$/gm,
        (line, indent: string, key: string) => (key === "namespace" ? `${indent}namespace: ${namespace}` : line),
      );
      kubectl(["create", "namespace", namespace]);
      const accepted = kubectl(["apply", "--dry-run=server", "-f", "-"], yaml).trim().split("\n");
      const objects = declarations.filter(({ custom, type }) => custom && type.startsWith("kubernetes:"));
      assert.equal(accepted.length, objects.length);
    });
});
