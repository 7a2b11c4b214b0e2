import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { lockOwner } from "../../../rollout/lock-owner";
import { withEngine, withProcess } from "../../support/engine-process";

const ownerOf = (name: string, ...args: string[]) => withProcess(name, args, ({ pid }) => lockOwner(pid ?? 0));

/** A port that a program listens on, until `use` is done. */
async function withPort<T>(use: (port: number, close: () => Promise<unknown>) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const close = () => (server.listening ? once(server.close(), "close") : Promise.resolve());
  try {
    return await use(typeof address === "object" ? (address?.port ?? 0) : 0, close);
  } finally {
    await close();
  }
}

describe("the process that a lock names", () => {
  it("has ended if there is none, or if its number is another program's now", async () => {
    assert.equal(await lockOwner(2 ** 22 + 1), "ended");
    assert.equal(await ownerOf("editor", "--client=127.0.0.1:1"), "ended");
  });

  it("works if it is an engine that needs no program of ours", async () => {
    assert.equal(await ownerOf("pulumi", "up"), "working");
  });

  it("works for as long as its program answers, and is abandoned after that", () =>
    withPort(async (port, close) => {
      const owners = await withEngine(["up", `--client=127.0.0.1:${String(port)}`], async ({ pid = 0 }) => {
        const before = await lockOwner(pid);
        await close();
        return [before, await lockOwner(pid)];
      });
      assert.deepEqual(owners, ["working", "abandoned"]);
    }));
});
