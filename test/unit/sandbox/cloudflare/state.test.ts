import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { dirname } from "node:path";
import { startCloudflareEmulator } from "../../../../sandbox/cloudflare/emulator";
import { OUTSRC_ZONE, seedState } from "../../../../sandbox/cloudflare/seed";
import { assertRefused, emulatorFor, TOKEN } from "./harness";

const A = { type: "A", name: "a", content: "192.0.2.1", comment: "kept" };

describe("Cloudflare emulator: state", function () {
  const api = emulatorFor(this);
  const second = () => startCloudflareEmulator({ stateFile: api.stateFile, apiToken: TOKEN });
  const lock = () => `${api.stateFile}.lock`;

  it("is the same after a restart", async () => {
    await api.create(A);
    const before = await api.list();
    await api.restart();
    assert.deepEqual(await api.list(), before);
  });

  it("is on disk before the answer is", async () => {
    const { id } = await api.create(A);
    assert.ok(readFileSync(api.stateFile, "utf8").includes(id));
  });

  it("is the same bytes in every new sandbox", () => {
    const expected = `${JSON.stringify(seedState([OUTSRC_ZONE]), undefined, 2)}\n`;
    assert.equal(readFileSync(api.stateFile, "utf8"), expected);
    assert.equal(seedState([OUTSRC_ZONE]).zones[0]?.id, "69eb2852a9bbbe93464d285a436687a1");
  });

  it("is not served twice", async () => {
    await assert.rejects(second(), {
      name: "RolloutError",
      message: `${lock()}: process ${process.pid} still holds the lock; wait for it to end, or end it, and run the same command again`,
    });
    await api.create(A);
  });

  it("leaves no lock and no temporary file behind", async () => {
    await api.create(A);
    await api.emulator.close();
    assert.deepEqual(readdirSync(dirname(api.stateFile)), ["cloudflare.json"]);
  });

  const gone = spawnSync(process.execPath, ["--version"]).pid;
  for (const { name, holder } of [
    { name: "of a process that is gone", holder: { pid: gone, startTime: "1" } },
    { name: "of a process id that is in use again", holder: { pid: process.pid, startTime: "1" } },
    { name: "that is no lock", holder: "nonsense" },
  ])
    it(`is taken over from a lock ${name}, by exactly one emulator`, async () => {
      await api.emulator.close();
      writeFileSync(lock(), JSON.stringify(holder));
      const starts = await Promise.allSettled([second(), second(), second()]);
      const started = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
      assert.equal(started.length, 1);
      await started[0]!.close();
      assert.equal(existsSync(lock()), false);
    });

  it("does not remember what it could not save", async () => {
    const temporary = `${api.stateFile}.${process.pid}.tmp`;
    mkdirSync(temporary);
    await assertRefused(api.create(A), {
      status: 400,
      code: 1000,
      message: `The emulator cannot save its state: EISDIR: illegal operation on a directory, open '${temporary}'`,
    });
    assert.equal((await api.list()).length, 2);
    rmSync(temporary, { recursive: true });
    await api.create(A);
  });

  for (const { name, content, problem } of [
    { name: "is not JSON", content: "{", problem: "it is not JSON" },
    {
      name: "is of another version",
      content: JSON.stringify({ version: 2, zones: [] }),
      problem: "✖ Invalid input: expected 1 → at version",
    },
  ])
    it(`rejects a file that ${name}, and leaves it alone`, async () => {
      await api.emulator.close();
      writeFileSync(api.stateFile, content);
      await assert.rejects(second(), {
        name: "RolloutError",
        message: `${api.stateFile}: not a state of the Cloudflare emulator, ${problem}; delete the file to start over with the initial records`,
      });
      assert.equal(readFileSync(api.stateFile, "utf8"), content);
      assert.equal(existsSync(lock()), false);
    });

  it("rejects a token that the provider would not send", async () => {
    await assert.rejects(startCloudflareEmulator({ stateFile: `${api.stateFile}.new`, apiToken: "secret" }), {
      name: "RolloutError",
      message:
        'apiToken: not of the form that the provider takes, got 6 characters; write 40 to 80 letters, digits, "-" and "_"',
    });
  });

  it("stops although a client never finishes its request", async () => {
    const socket = connect(api.emulator.port, "127.0.0.1");
    socket.on("error", () => undefined).write("POST /client/v4/zones HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n");
    await once(socket, "connect");
    await api.list();
    await api.emulator.close();
    assert.deepEqual(readdirSync(dirname(api.stateFile)), ["cloudflare.json"]);
    socket.destroy();
  });

  it("rejects a port that is taken", async () => {
    const { port } = api.emulator;
    await assert.rejects(startCloudflareEmulator({ stateFile: `${api.stateFile}.new`, apiToken: TOKEN, port }), {
      name: "RolloutError",
      message: `port ${port}: cannot listen on 127.0.0.1, listen EADDRINUSE: address already in use 127.0.0.1:${port}; choose another port`,
    });
  });
});
