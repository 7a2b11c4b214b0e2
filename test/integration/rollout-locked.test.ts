import assert from "node:assert/strict";
import { hostname, userInfo } from "node:os";
import type { Environment, Spawned } from "./support/environment";
import { newGatedEnvironment, type Gate } from "./support/gate";
import { liveImage } from "./support/live-environment";
import { BEGINS, CHANGES_FRONT, reached, type Moment } from "./support/moments";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const FRONT = "gcr.io/outsrc/outsrc-demo-front";

/** [what the update of somebody else is doing, a moment of it, its image, what everybody else wants] */
const updates: [string, Moment, string, string][] = [
  ["has begun", BEGINS, `${FRONT}:1.2.0`, "trace"],
  ["changes a Deployment", CHANGES_FRONT, `${FRONT}:1.3.0`, "info"],
];

describe("a stack that somebody else updates", () => {
  let world: World;
  let environment: Environment;
  let gate: Gate | undefined;
  let revision = 1;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    [environment, gate] = await newGatedEnvironment(world, "locked");
    assert.equal((await environment.rollout("up", "--yes", "-m", "first release")).error, "");
  });

  after(() => gate?.close());

  for (const [what, moment, image, level] of updates)
    describe(`and whose update ${what}`, () => {
      let update: Spawned;
      let goOn: () => void;
      let holder: string;
      let text: string;

      before(async () => {
        const isReached = reached(moment, environment, gate!);
        update = environment.spawn("set-image", `front=${image}`, "--yes", "-m", "faster search");
        const request = await isReached;
        goOn = () => {
          request.release();
        };
        environment.write(environment.text().replaceAll(/LOG_LEVEL: \w+/g, `LOG_LEVEL: ${level}`));
        text = environment.text();
      });

      it("is refused to others at once, with who updates it and since when", async () => {
        const { code, error } = await environment.rollout("up", "--yes");
        const found =
          /^dev is locked by (\S+)@(\S+) \(process \d+\) since (\S+); wait for it with --wait-for-lock=10m, /;
        const [, user, host, since = ""] = found.exec(error) ?? [];
        assert.deepEqual([code, user, host], [1, userInfo().username, hostname()], error);
        const age = Date.now() - new Date(since).getTime();
        assert.ok(age > 0 && age < 60_000, since);
        holder = error.slice(0, error.indexOf(";"));
        assert.equal(environment.text(), text);
      });

      it("is given up after the time that somebody would wait", async () => {
        const { code, error, progress } = await environment.rollout("up", "--yes", "--wait-for-lock=1s");
        assert.deepEqual([code, error.slice(0, error.indexOf(";"))], [3, holder]);
        assert.ok(progress.includes(`${holder}; waiting`), progress.join("\n"));
        assert.equal(environment.text(), text);
      });

      it("goes to who waits for it once it is free, with a plan of that time", async () => {
        const waiting = environment.spawn("up", "--yes", "--wait-for-lock", "-m", "more logs");
        await waiting.printed(`${holder}; waiting`);
        goOn();
        assert.equal(await update.ended, 0, update.output());
        assert.equal(await waiting.ended, 0, waiting.output());
        revision += 2;
        assert.match(waiting.results(), new RegExp(`^dev runs revision ${String(revision)}: more logs$`, "m"));
        const [, plan = ""] = waiting
          .output()
          .split(/^dev: (?=\d+ to update; would be revision \d+)/m)
          .slice(-2);
        assert.doesNotMatch(plan, /image/);
        assert.equal(await liveImage(world, environment.namespace, "front"), image);
      });
    });
});
