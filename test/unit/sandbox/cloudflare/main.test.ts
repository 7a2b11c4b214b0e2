import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { clientOf, temporaryDirectory, TOKEN } from "./harness";

const MAIN = resolve(__dirname, "../../../../sandbox/cloudflare/main.ts");

describe("Cloudflare emulator: as a process", function () {
  const directory = temporaryDirectory(this);
  const file = (name: string) => join(directory(), name);
  let children: ChildProcess[] = [];

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, ["--require", "tsx/cjs", MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    return child;
  };
  const startServing = (address: string) =>
    start("--state-file", file("state.json"), "--token-file", file("token"), "--address-file", file(address));
  const addressOf = async (name: string) => {
    while (!existsSync(file(name))) await sleep(20);
    return JSON.parse(readFileSync(file(name), "utf8")) as { baseUrl: string; port: number; pid: number };
  };

  beforeEach(() => {
    children = [];
    writeFileSync(file("token"), `${TOKEN}\n`);
  });
  afterEach(async () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
  });

  it("writes where it listens, serves, and stops cleanly when told to", async () => {
    const child = startServing("address");
    const address = await addressOf("address");
    assert.deepEqual(address, {
      baseUrl: `http://127.0.0.1:${address.port}/client/v4`,
      port: address.port,
      pid: child.pid,
    });
    assert.equal((await clientOf(address).zones.list()).result.length, 1);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.deepEqual([existsSync(file("address")), existsSync(file("state.json.lock"))], [false, false]);
  });

  it("refuses a state that another process serves, and takes it over once that was killed", async () => {
    const first = startServing("first");
    const { pid } = await addressOf("first");
    const second = startServing("second");
    const [said] = await Promise.all([text(second.stderr), once(second, "exit")]);
    assert.equal(
      said,
      `${file("state.json")}.lock: process ${pid} still holds the lock; wait for it to end, or end it, and run the same command again
`,
    );
    assert.equal(second.exitCode, 1);
    first.kill("SIGKILL");
    await once(first, "exit");
    startServing("third");
    assert.equal((await clientOf(await addressOf("third")).zones.list()).result.length, 1);
  });

  it("rejects arguments that are missing or wrong, without a stack trace", async () => {
    for (const { args, message } of [
      { args: [], message: "--address-file: missing; write --address-file FILE\n" },
      {
        args: ["--address-file", "a", "--state-file", "s", "--token-file", file("token"), "--port", "x"],
        message: '--port: not a port, got "x"; write a number from 0 to 65535\n',
      },
    ]) {
      const child = start(...args);
      const [said] = await Promise.all([text(child.stderr), once(child, "exit")]);
      assert.deepEqual([said, child.exitCode], [message, 2]);
    }
  });
});
