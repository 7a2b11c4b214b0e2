import assert from "node:assert/strict";
import { ConfigError } from "../../../config/errors";
import { untilProgramFails } from "../../../rollout/program-failure";

/**
 * Runs an operation that ends at the first `abort` event, and counts them.
 * @param happen - what happens meanwhile; gets a function that lets a promise of the program fail, unhandled
 */
async function stopped(happen: (fail: (reason: unknown) => void) => void, signal?: AbortSignal) {
  let stops = 0;
  const before = process.listeners("unhandledRejection");
  const error = await untilProgramFails(
    signal,
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          stops++;
          reject(new Error("the engine was stopped"));
        });
        // The test runner listens as well, and takes such a failure for one of its own.
        const listeners = process.listeners("unhandledRejection").filter((listener) => !before.includes(listener));
        happen((reason) => {
          for (const listener of listeners) listener(reason, Promise.resolve());
        });
      }),
  ).catch((error: unknown) => String(error));
  assert.deepEqual(process.listeners("unhandledRejection"), before);
  return { error, stops };
}

const unavailable = Object.assign(new Error("14 UNAVAILABLE"), { code: 14 });

describe("an engine whose program fails beside what it waits for", () => {
  it("is stopped once, and the first failure told", async () => {
    const { error, stops } = await stopped((fail) => {
      fail(new Error("getZone: Authentication error"));
      fail(new Error("getDockerImage: no such image"));
    });
    assert.deepEqual([error, stops], ["RolloutError: the program failed: getZone: Authentication error", 1]);
  });

  it("is stopped over a mistake in the config in the mistake's own words", async () => {
    const { error } = await stopped((fail) => {
      fail(new ConfigError("Pulumi.dev.yaml: dns.zone: no such zone"));
    });
    assert.equal(error, "ConfigError: Pulumi.dev.yaml: dns.zone: no such zone");
  });

  it("is told of once where several resources need the value", async () => {
    const prefix = 'error serializing property "zoneId": ';
    const { error } = await stopped((fail) => {
      fail(new Error(`${prefix}${prefix}getZone: Authentication error`));
    });
    assert.equal(error, `RolloutError: the program failed: ${prefix}getZone: Authentication error`);
  });

  it("leaves no listener of the SDK behind, which would swallow a later crash", async () => {
    const ours = () => undefined;
    await stopped((fail) => {
      process.on("uncaughtException", ours);
      fail(new Error("getZone: Authentication error"));
    });
    assert.equal(process.listeners("uncaughtException").includes(ours), false);
  });

  it("goes on where only the engine refuses, which says why itself", async () => {
    const controller = new AbortController();
    const { error, stops } = await stopped((fail) => {
      fail(unavailable);
      controller.abort();
    }, controller.signal);
    assert.deepEqual([error, stops], ["Error: the engine was stopped", 1]);
  });

  it("is stopped at once by the second Ctrl-C", async () => {
    const controller = new AbortController();
    const { error, stops } = await stopped((fail) => {
      controller.abort();
      fail(new Error("the answer came too late"));
      controller.signal.dispatchEvent(new Event("abort"));
    }, controller.signal);
    assert.deepEqual([error, stops], ["Error: the engine was stopped", 2]);
  });
});
