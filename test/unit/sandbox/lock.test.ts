import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { withLock } from "../../../sandbox/lock";

describe("the lock", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "lock-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("lets one in at a time and leaves no file", async () => {
    const path = join(directory, "lock");
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, { timeoutMs: 5000 }, work)));
    assert.equal(most, 1);
    assert.equal(existsSync(path), false);
  });

  it("takes over the lock of a process that is gone", async () => {
    const path = join(directory, "lock");
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, startTime: "1" }));
    assert.equal(await withLock(path, { timeoutMs: 5000 }, () => Promise.resolve("done")), "done");
  });

  it("takes over a lock whose process id belongs to another process now", async () => {
    const path = join(directory, "lock");
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: "not mine" }));
    assert.equal(await withLock(path, { timeoutMs: 5000 }, () => Promise.resolve("done")), "done");
  });

  it("rejects with the holder's id when the time is over", async () => {
    const path = join(directory, "lock");
    const long = withLock(path, { timeoutMs: 100 }, () => sleep(400));
    await assert.rejects(
      withLock(path, { timeoutMs: 150 }, () => Promise.resolve()),
      new RegExp(`process ${process.pid} still holds the lock; wait for it to end`),
    );
    await long;
  });

  it("is released when the work fails", async () => {
    const path = join(directory, "lock");
    await assert.rejects(
      withLock(path, { timeoutMs: 100 }, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(existsSync(path), false);
  });
});
