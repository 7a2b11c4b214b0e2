import assert from "node:assert/strict";
import { newEnvironment, STACK, type Environment } from "./support/environment";
import { liveEnvironment, liveImage, type LiveEnvironment } from "./support/live-environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const DEPLOYS = 30;

describe("a stack of many deploys", () => {
  let world: World;
  let environment: Environment;
  let first: LiveEnvironment;
  let text: string;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "many");
    assert.equal((await environment.rollout("up", "--yes", "-m", "office 1")).error, "");
    first = await liveEnvironment(world, environment);
    text = environment.text();
    const engine = await environment.project.open(STACK);
    for (let deploy = 2; deploy < DEPLOYS; deploy++) {
      environment.project.set(STACK, ["ipRestriction", "allow"], [`192.0.2.${String(deploy)}/32`]);
      // As `pulumi up` by hand does it.
      await engine.up(`office ${String(deploy)}`);
      if (deploy % 10 === 0) await engine.up("nothing new");
    }
    environment.project.set(STACK, ["ipRestriction", "allow"], ["198.51.100.0/24"]);
    assert.equal((await environment.rollout("up", "--yes", "-m", `office ${String(DEPLOYS)}`)).error, "");
  });

  it("has as many numbers, whoever deployed it", async () => {
    const history = (await environment.history()).map(({ number, cause }) => `${String(number)} ${cause}`);
    const expected = Array.from({ length: DEPLOYS }, (_, i) => `${String(i + 1)} office ${String(i + 1)}`);
    assert.deepEqual(history, expected);
  });

  it("goes back to its first revision", async () => {
    const { error, results } = await environment.rollout("undo", "--to-revision", "1", "--yes");
    assert.equal(error, "");
    assert.match(
      results.join("\n"),
      new RegExp(`^dev runs revision ${String(DEPLOYS + 1)}: undo to revision 1: office 1$`, "m"),
    );
    assert.deepEqual(await liveEnvironment(world, environment), first);
    assert.deepEqual((await environment.history()).at(-1)?.cause, "undo to revision 1: office 1");
    assert.equal(environment.text().replaceAll(/ # (office|VPN)$/gm, ""), text.replaceAll(/ # (office|VPN)$/gm, ""));
  });

  it("restarts a service with new pods of the same image, as a revision with a cause", async () => {
    const podsOf = async (service: string) =>
      (await world.cluster.list("v1", "Pod", environment.namespace))
        .map(({ metadata }) => metadata?.name ?? "")
        .filter((name) => name.startsWith(`${service}-`));
    const [front, back] = [await podsOf("front"), await podsOf("back")];
    const image = await liveImage(world, environment.namespace, "front");
    const { error, results } = await environment.rollout("restart", "front", "--yes", "-m", "new certificate");
    assert.equal(error, "");
    assert.match(results.join("\n"), new RegExp(`^dev runs revision ${String(DEPLOYS + 2)}: new certificate$`, "m"));
    const restarted = await podsOf("front");
    assert.deepEqual([front.length, restarted.length], [1, 1]);
    assert.notDeepEqual(restarted, front);
    assert.deepEqual(await podsOf("back"), back);
    assert.equal(await liveImage(world, environment.namespace, "front"), image);
  });
});
