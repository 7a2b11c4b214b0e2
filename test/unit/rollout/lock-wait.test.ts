import assert from "node:assert/strict";
import { once } from "node:events";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { lockOwner } from "../../../rollout/lock-owner";
import { withLock } from "../../../rollout/lock-wait";
import { withEngine } from "../../support/engine-process";

const SINCE = "2026-11-24T10:00:00Z";

/** Runs an operation that is refused for as long as `isHeld` says so. */
async function locked({ host = hostname(), pid = 0, isHeld = () => Promise.resolve(true), waitMs }: Partial<Held>) {
  const said: string[] = [];
  let removed = false;
  const lockable = {
    stack: "dev",
    cancel: () => {
      removed = true;
      return Promise.resolve();
    },
    refusal: (error: unknown) => (error instanceof Error ? error.message : undefined),
  };
  const attempt = (answer: string) => async () => {
    if (!removed && (await isHeld())) throw new Error(`created by ada@${host} (pid ${String(pid)}) at ${SINCE}`);
    return answer;
  };
  const policy = { waitMs, onProgress: (line: string) => said.push(line) };
  const result = withLock(lockable, policy, attempt("done"), attempt("done after others"));
  return result.then(
    (answer) => ({ answer, said, removed }),
    (error: unknown) => ({ answer: error instanceof Error ? error.message : "", said, removed }),
  );
}

interface Held {
  readonly host: string;
  readonly pid: number;
  readonly isHeld: () => Promise<boolean>;
  readonly waitMs: number;
}

const held = (pid: number, host = hostname()) =>
  `dev is locked by ada@${host} (process ${String(pid)}) since 2026-11-24T10:00:00.000Z`;

describe("an operation that needs the lock of a stack", () => {
  it("is done as it is after a lock of this machine was removed whose process has ended", async () => {
    const pid = 2 ** 22 + 1;
    assert.deepEqual(await locked({ pid }), {
      answer: "done",
      said: [`${held(pid)}; that process has ended, so its lock is removed`],
      removed: true,
    });
  });

  it("is done after others once it has stopped an engine whose program has ended; that one's lock is not touched", () =>
    withEngine(["up", "--client=127.0.0.1:1"], async (engine) => {
      const pid = engine.pid ?? 0;
      const end = once(engine, "exit");
      assert.deepEqual(await locked({ pid, isHeld: async () => (await lockOwner(pid)) !== "ended" }), {
        answer: "done after others",
        said: [`${held(pid)}; the rollout that began that update has ended, so the update is stopped`],
        removed: false,
      });
      assert.deepEqual(await end, [null, "SIGINT"]);
    }));

  it("rejects at once, naming the holder, where an engine works", () =>
    withEngine(["up"], async ({ pid = 0 }) => {
      const { answer, removed } = await locked({ pid });
      assert.equal(answer.startsWith(`${held(pid)}; wait for it with --wait-for-lock=10m, or, `), true);
      assert.equal(removed, false);
    }));

  it("waits for the holder for as long as it was told to, and is done after others", async () => {
    let refusals = 2;
    const { answer, said } = await locked({
      host: "build-1",
      waitMs: 60_000,
      isHeld: () => Promise.resolve(refusals-- > 0),
    });
    assert.deepEqual([answer, said], ["done after others", [`${held(0, "build-1")}; waiting`]]);
  });

  it("counts the wait from the first refusal, however long that took", async () => {
    const isHeld = () => setTimeout(20, true);
    const { answer, said } = await locked({ host: "build-1", waitMs: 10, isHeld });
    assert.deepEqual(said, [`${held(0, "build-1")}; waiting`]);
    assert.equal(answer.startsWith(`${held(0, "build-1")}; wait for it with`), true);
  });
});
