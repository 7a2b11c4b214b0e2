import assert from "node:assert/strict";
import { outputsOf } from "../../rollout/stack-state";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const STACKS = { dev: "outsrc-dev", staging: "outsrc-staging", prod: "outsrc" } as const;
const KINDS = [
  ["apps/v1", "Deployment"],
  ["v1", "Service"],
  ["v1", "ConfigMap"],
  ["networking.k8s.io/v1", "Ingress"],
  ["networking.k8s.io/v1", "NetworkPolicy"],
  ["configuration.konghq.com/v1", "KongPlugin"],
] as const;

/** Resource version of every object of an environment that its controllers leave alone. */
async function versions({ cluster }: World, namespace: string): Promise<Record<string, string>> {
  const objects = await Promise.all(
    KINDS.map(async ([apiVersion, kind]) =>
      (await cluster.list(apiVersion, kind, namespace)).map(({ metadata }): [string, string] => [
        `${kind} ${metadata?.name ?? ""}`,
        metadata?.resourceVersion ?? "",
      ]),
    ),
  );
  return Object.fromEntries(objects.flat());
}

describe("three environments in one cluster", () => {
  let world: World;
  let project: Project;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    project = world.project();
  });

  for (const [stack, namespace] of Object.entries(STACKS))
    it(`deploys ${stack}, and has nothing to do the second time`, async () => {
      const engine = await project.open(stack);
      const steps = await engine.up(`deploy ${stack}`);
      const outputs = outputsOf(await engine.state());
      assert.equal(outputs?.namespace, namespace);
      assert.deepEqual(outputs.deployments, { back: "back", front: "front" });
      assert.ok(steps.every(({ operation }) => operation === "create"));
      assert.deepEqual(await engine.up(), []);
      assert.deepEqual(await engine.preview(), []);
    });

  it("leaves staging and prod alone when dev changes", async () => {
    const [staging, prod] = [await versions(world, "outsrc-staging"), await versions(world, "outsrc")];
    project.set("dev", ["images", "front"], "gcr.io/outsrc/outsrc-demo-front:1.2.0");
    const steps = await (await project.open("dev")).up("front 1.2.0");
    assert.deepEqual(
      steps.map(({ operation, type, name }) => [operation, type, name]),
      [["update", "kubernetes:apps/v1:Deployment", "front"]],
    );
    assert.deepEqual(await versions(world, "outsrc-staging"), staging);
    assert.deepEqual(await versions(world, "outsrc"), prod);
  });

  it("destroys dev and staging without a trace", async () => {
    for (const stack of ["dev", "staging"] as const) {
      await (await project.open(stack)).destroy();
      await assert.rejects(world.cluster.get("v1", "Namespace", STACKS[stack]), { code: 404 });
    }
  });

  it("refuses to destroy prod, and changes nothing", async () => {
    const before = await versions(world, "outsrc");
    await assert.rejects((await project.open("prod")).destroy(), /protect/);
    assert.deepEqual(await versions(world, "outsrc"), before);
  });

  it("leaves prod's namespace and retained config when protected resources are excluded", async () => {
    await (await project.open("prod")).destroy({ excludeProtected: true });
    const left = Object.keys(await versions(world, "outsrc")).filter((name) => name !== "ConfigMap kube-root-ca.crt");
    assert.equal(left.length, 1);
    assert.match(left[0]!, /^ConfigMap back-config-[0-9a-f]{8}$/);
    assert.equal((await world.cluster.get("v1", "Namespace", "outsrc")).metadata?.name, "outsrc");
  });
});
