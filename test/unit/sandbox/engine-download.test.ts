import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";

import { downloadEngine } from "../../../sandbox/engine-download";

const FILE = `pulumi-v9.9.9-${platform()}-${arch()}.tar.gz`;

describe("the download of the engine", function () {
  let root: string;
  let server: Server | undefined;
  before(function () {
    if (!["linux", "darwin"].includes(platform()) || !["x64", "arm64"].includes(arch())) this.skip();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "download-"));
  });
  afterEach(() => {
    server?.close();
    server = undefined;
    rmSync(root, { recursive: true });
  });

  function archive(): Buffer {
    mkdirSync(join(root, "pulumi"));
    writeFileSync(join(root, "pulumi", "pulumi"), "#!/bin/sh\necho v9.9.9\n");
    chmodSync(join(root, "pulumi", "pulumi"), 0o755);
    execFileSync("tar", ["-czf", FILE, "pulumi"], { cwd: root });
    return readFileSync(join(root, FILE));
  }

  /** Serves these texts by their file names, and nothing else. */
  async function releases(files: Record<string, Buffer>): Promise<string> {
    const listening = createServer((request, response) => {
      const body = files[(request.url ?? "").slice(1)];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  it("unpacks a release whose checksum is the published one", async () => {
    const bytes = archive();
    const checksum = createHash("sha256").update(bytes).digest("hex");
    const url = await releases({ [FILE]: bytes, "pulumi-9.9.9-checksums.txt": Buffer.from(`${checksum}  ${FILE}\n`) });
    const program = await downloadEngine(join(root, "cache"), "9.9.9", url);
    assert.equal(execFileSync(program!, ["version"], { encoding: "utf8" }), "v9.9.9\n");
  });

  it("leaves nothing behind when the checksum is another one", async () => {
    const url = await releases({
      [FILE]: archive(),
      "pulumi-9.9.9-checksums.txt": Buffer.from(`${"0".repeat(64)}  ${FILE}\n`),
    });
    const cache = join(root, "cache");
    assert.equal(await downloadEngine(cache, "9.9.9", url), undefined);
    assert.deepEqual(existsSync(cache) ? readdirSync(cache) : [], []);
  });

  it("gives up quietly when there is no such release, or no network", async () => {
    const url = await releases({});
    assert.equal(await downloadEngine(join(root, "cache"), "9.9.9", url), undefined);
    assert.equal(await downloadEngine(join(root, "cache"), "9.9.9", "http://127.0.0.1:9"), undefined);
  });
});
