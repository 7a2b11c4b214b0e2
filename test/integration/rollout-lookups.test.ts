import assert from "node:assert/strict";
import { newEnvironment, STACK } from "./support/environment";
import { requires } from "./support/requirements";
import { theWorld } from "./support/world";

describe("what a stack file leaves to Cloudflare to answer", () => {
  before(function () {
    requires(this, "go");
  });

  it("ends a first deployment before it has begun if there is no answer, and says what was asked", async () => {
    const environment = newEnvironment(await theWorld(), "rollout-lookups");
    environment.project.set(STACK, ["hosts"], ["lookups.outsrc.example"]);
    environment.project.set(STACK, ["dns", "zone"], "outsrc.example");
    const rollout = environment.spawn("up", "--yes");
    assert.equal(await rollout.ended, 1);
    assert.match(
      rollout.output(),
      /^the program failed: error serializing property "zoneId": invocation of cloudflare:index\/getZone:getZone returned an error: .*\n$/,
    );
    assert.deepEqual(await environment.history(), []);
  });
});
