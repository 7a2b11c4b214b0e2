import assert from "node:assert/strict";
import type { Environment } from "./support/environment";
import { BAD_IMAGES, FRONT } from "./support/failing-releases";
import { newGatedEnvironment, type Gate } from "./support/gate";
import { liveEnvironment, liveImage, type LiveEnvironment } from "./support/live-environment";
import { BEGINS, CHANGES_FRONT, LOOKS_AHEAD, reached } from "./support/moments";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const BAD = `${FRONT}:1.2.0-${BAD_IMAGES["unready"]?.word ?? ""}`;

describe("Ctrl-C", () => {
  let world: World;
  let environment: Environment;
  let gate: Gate | undefined;
  let first: LiveEnvironment;
  let text: string;

  /** Interrupts a release whose pods cannot become ready, while they are awaited. */
  const interrupt = async () => {
    const rollout = environment.spawn("set-image", `front=${BAD}`, "--yes", "-m", "faster search");
    await rollout.printed(/front 0\/1 ready, waiting for 1 new pod to pass the \w+ probe/);
    rollout.child.kill("SIGINT");
    return { rollout, code: await rollout.ended };
  };

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    [environment, gate] = await newGatedEnvironment(world, "interrupted");
    const { error } = await environment.rollout("up", "--yes", "-m", "first release");
    assert.equal(error, "");
    first = await liveEnvironment(world, environment);
    text = environment.text();
  });

  after(() => gate?.close());

  it("stops gracefully while pods fail, and says how things are and what to type next", async () => {
    const { rollout, code } = await interrupt();
    assert.equal(code, 1, rollout.output());
    assert.equal(
      rollout.output().trimEnd().split("\n").slice(-2).join("\n"),
      "dev: stopped half way, after work on Deployment front had begun; everything else is as it was\n" +
        "next: rollout up dev to go on, or rollout undo dev to go back",
    );
    const last = (await environment.history()).at(-1);
    assert.deepEqual([last?.number, last?.update.result, last?.cause], [undefined, "failed", "faster search"]);
  });

  it("leaves an environment that undo takes back, although the engine's memory never saw the bad image", async () => {
    const { resources } = await environment.withSession(({ engine }) => engine.state());
    const inputs = JSON.stringify(
      resources.find(({ type, urn }) => /Deployment$/.test(type) && urn.endsWith("::front"))?.inputs,
    );
    assert.deepEqual([inputs.includes(BAD), await liveImage(world, environment.namespace, "front")], [false, BAD]);
    const { code, error, results } = await environment.rollout("undo", "--yes");
    assert.deepEqual([code, error], [0, ""]);
    assert.match(results.join("\n"), /^dev runs revision 2: undo to revision 1: first release$/m);
    assert.deepEqual([await liveEnvironment(world, environment), environment.text()], [first, text]);
  });

  it("ends the look ahead, which changes nothing", async () => {
    const isReached = reached(LOOKS_AHEAD, environment, gate!);
    const rollout = environment.spawn("set-image", `front=${FRONT}:1.3.0`, "--yes");
    const request = await isReached;
    rollout.child.kill("SIGINT");
    assert.equal(await rollout.ended, 1);
    request.release();
    assert.equal(rollout.output(), "dev: stopped before anything was changed\n");
    assert.deepEqual([await liveEnvironment(world, environment), environment.text()], [first, text]);
  });

  it("changes nothing before a step of the update has begun, and says what to type next", async () => {
    const isReached = reached(BEGINS, environment, gate!);
    const rollout = environment.spawn("set-image", `front=${FRONT}:1.3.0`, "--yes");
    const request = await isReached;
    rollout.child.kill("SIGINT");
    await rollout.printed("stopping: ");
    request.release();
    assert.equal(await rollout.ended, 1);
    assert.match(
      rollout.output(),
      /\ndev: stopped before anything was changed\nnext: rollout up dev to go on, or rollout undo dev to go back\n$/,
    );
    assert.deepEqual(await liveEnvironment(world, environment), first);
    environment.write(text);
  });

  it("ends a wait for somebody else's update", async () => {
    const isReached = reached(BEGINS, environment, gate!);
    const update = environment.spawn("set-image", `front=${FRONT}:1.3.0`, "--yes", "-m", "recommendations");
    const request = await isReached;
    const waiting = environment.spawn("up", "--yes", "--wait-for-lock");
    await waiting.printed("; waiting");
    waiting.child.kill("SIGINT");
    assert.equal(await waiting.ended, 1);
    assert.match(waiting.output(), /\ndev: stopped before anything was changed\n$/);
    request.release();
    assert.equal(await update.ended, 0, update.output());
  });

  it("does not keep a failed release from being taken back", async () => {
    const before = [await liveEnvironment(world, environment), environment.text()];
    const missing = `${FRONT}:1.3.0-${BAD_IMAGES["missing"]?.word ?? ""}`;
    const rollout = environment.spawn("set-image", `front=${missing}`, "--yes");
    await rollout.printed("events (UTC):");
    rollout.child.kill("SIGINT");
    assert.equal(await rollout.ended, 1, rollout.output());
    assert.match(rollout.output(), /^going back to the last good revision; Ctrl-C again stops at once$/m);
    assert.match(rollout.output(), /^dev is back on revision \d+, as revision \d+; its stack file too$/m);
    assert.deepEqual([await liveEnvironment(world, environment), environment.text()], before);
  });

  it("stops at once when it comes twice, and the next up goes on from there", async () => {
    const isReached = reached(CHANGES_FRONT, environment, gate!);
    const rollout = environment.spawn("set-image", `front=${FRONT}:1.4.0`, "--yes", "-m", "related products");
    const request = await isReached;
    rollout.child.kill("SIGINT");
    await rollout.printed("stopping: ");
    rollout.child.kill("SIGINT");
    // The engine would wait for the answer, which does not come.
    assert.equal(await rollout.ended, 1);
    request.drop();
    const { code, error } = await environment.rollout("up", "--yes");
    assert.deepEqual([code, error], [0, ""]);
    assert.equal(await liveImage(world, environment.namespace, "front"), `${FRONT}:1.4.0`);
  });
});
