import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choosePorts, isFree, PORT_NAMES, readPorts } from "../../../sandbox/ports";

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

describe("the ports of a sandbox", () => {
  let root: string;
  let file: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ports-"));
    file = join(root, "ports.json");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("are all different and kept", async () => {
    const ports = await choosePorts(file, new Set());
    assert.equal(new Set(Object.values(ports)).size, PORT_NAMES.length);
    assert.deepEqual(readPorts(file), ports);
    assert.deepEqual(await choosePorts(file, new Set()), ports);
  });

  it("are replaced one by one when another program has taken them", async () => {
    const before = await choosePorts(file, new Set());
    const stranger = await occupy(before.apiServer);
    try {
      assert.equal(await isFree(before.apiServer), false);
      const after = await choosePorts(file, new Set());
      assert.notEqual(after.apiServer, before.apiServer);
      assert.deepEqual({ ...after, apiServer: 0 }, { ...before, apiServer: 0 });
    } finally {
      stranger.close();
    }
  });

  it("are kept while a process of ours listens on them", async () => {
    const before = await choosePorts(file, new Set());
    const ours = await occupy(before.etcd);
    try {
      assert.deepEqual(await choosePorts(file, new Set(["etcd"])), before);
    } finally {
      ours.close();
    }
  });

  it("are chosen anew when the file is torn, and completed when it is older", async () => {
    writeFileSync(file, '{"etcd": 12');
    assert.deepEqual(readPorts(file), {});
    writeFileSync(file, '{"etcd": 4001}');
    assert.deepEqual(readPorts(file), { etcd: 4001 });
    assert.equal(Object.keys(await choosePorts(file, new Set())).length, PORT_NAMES.length);
  });
});
