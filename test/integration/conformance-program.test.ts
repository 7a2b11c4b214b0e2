import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { LocalWorkspace, type OpMap, type Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import declareEnvironment from "../../index";
import { PLUGIN_NAMES, STAND_INS } from "../../sandbox/standins/provider-plugins";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const STACKS = ["dev", "staging", "prod"] as const;
const FRONT = /outsrc-demo-front:\S+/;
const NEXT = `outsrc-demo-front:1.2.0@sha256:${"a".repeat(64)}`;

const stateSchema = z.object({
  resources: z.array(z.object({ type: z.string(), protect: z.boolean().optional() })).optional(),
});

/** Operations that do something. */
function changes(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([op]) => op !== "same"));
}

describe("the whole program on the stand-ins alone", () => {
  let world: World;
  let project: Project;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    project = world.project();
    // An inline program runs in this process, and looks for its token here.
    Object.assign(process.env, world.env);
    for (const stack of STACKS) {
      project.set(stack, ["namespace"], `outsrc-stand-ins-${stack}`);
      project.set(stack, ["hosts"], [`stand-ins-${stack}.outsrc.dev`]);
    }
  });

  function openStack(stackName: string): Promise<Stack> {
    const standIns = PLUGIN_NAMES.map((name) => join(STAND_INS, name));
    return LocalWorkspace.createOrSelectStack(
      { stackName, projectName: "outsrc", program: () => Promise.resolve(declareEnvironment()) },
      {
        workDir: project.directory,
        envVars: { ...world.env, PATH: [...standIns, world.env["PATH"]].join(delimiter) },
      },
    );
  }

  for (const name of STACKS) {
    describe(name, () => {
      let stack: Stack;

      before(async () => {
        stack = await openStack(name);
      });

      it("is created as previewed", async () => {
        const { changeSummary } = await stack.preview();
        const { summary } = await stack.up();
        assert.deepEqual(changes(summary.resourceChanges), changes(changeSummary));
      });

      it("has nothing to do at a second update", async () => {
        const { summary } = await stack.up({ refresh: true });
        assert.deepEqual(changes(summary.resourceChanges), {});
      });

      it("updates one Deployment for one image", async () => {
        const file = join(project.directory, `Pulumi.${name}.yaml`);
        writeFileSync(file, readFileSync(file, "utf8").replace(FRONT, NEXT));
        const { summary } = await stack.up({ refresh: true });
        assert.deepEqual(changes(summary.resourceChanges), { update: 1 });
      });

      it("is destroyed without a rest, but for what is protected", async () => {
        await stack.destroy({ refresh: true, excludeProtected: true });
        const { resources = [] } = stateSchema.parse((await stack.exportStack()).deployment as unknown);
        const objects = resources.filter(
          ({ type }) => type.startsWith("kubernetes:") || type.startsWith("cloudflare:"),
        );
        assert.equal(
          objects.every(({ protect }) => protect),
          true,
        );
        assert.equal(objects.length > 0, name === "prod");
      });
    });
  }
});
