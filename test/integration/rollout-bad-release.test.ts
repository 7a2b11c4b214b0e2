import assert from "node:assert/strict";
import { parseMessage } from "../../rollout/change-cause";
import { newEnvironment, type Environment } from "./support/environment";
import { liveImage } from "./support/live-environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const FRONT = "gcr.io/outsrc/outsrc-demo-front";

describe("a release that was taken back", () => {
  let world: World;
  let environment: Environment;
  /** The stack file of the commit that brought the release. */
  let release: string;

  const causes = async () => (await environment.history()).map(({ number, cause }) => [number, cause]);

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "bad-release");
    assert.equal((await environment.rollout("up", "--yes", "-m", "first release")).error, "");
    const set = await environment.rollout("set-image", `front=${FRONT}:1.2.0`, "--yes", "-m", "faster search");
    assert.equal(set.error, "");
    release = environment.text();
    assert.equal((await environment.rollout("undo", "--yes")).error, "");
  });

  it("is refused to a pipeline that is run again, with the revision and its cause", async () => {
    const taken = environment.text();
    environment.write(release);
    const again = await environment.rollout("up", "--yes", "-m", "faster search");
    assert.equal(again.code, 1);
    assert.match(
      again.error,
      /^dev: front gcr\.io\/outsrc\/outsrc-demo-front:1\.2\.0 came with revision 2 \(faster search\), and was taken back at .* by "undo to revision 1: first release"\n/,
    );
    assert.equal(await liveImage(world, environment.namespace, "front"), `${FRONT}:1.1.0`);
    environment.write(taken);
    assert.deepEqual(await causes(), [
      [1, "first release"],
      [2, "faster search"],
      [3, "undo to revision 1: first release"],
    ]);
  });

  it("is not refused to who names it", async () => {
    const { code, progress } = await environment.rollout("undo", "--to-revision", "2", "--dry-run");
    assert.equal(code, 0);
    assert.match(progress.join("\n"), /^ {2}image front: 1\.1\.0 → 1\.2\.0 /m);
  });

  it("goes through with a reason, which the history keeps", async () => {
    environment.write(release);
    const forced = ["--force", "--reason", "the database is back"];
    const again = await environment.rollout("up", "--yes", "-m", "faster search", ...forced);
    assert.equal(again.error, "");
    const last = (await environment.history()).at(-1)!;
    assert.deepEqual([last.number, last.cause], [4, "faster search"]);
    assert.equal(parseMessage(last.update.message).forced, "the database is back");
    assert.equal(await liveImage(world, environment.namespace, "front"), `${FRONT}:1.2.0`);
  });

  it("is no longer refused once it runs again", async () => {
    environment.edit("LOG_LEVEL: debug", "LOG_LEVEL: trace");
    assert.equal((await environment.rollout("up", "--yes", "-m", "more logs")).error, "");
    assert.deepEqual((await causes()).at(-1), [5, "more logs"]);
  });
});
