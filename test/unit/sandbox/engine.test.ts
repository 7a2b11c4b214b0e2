import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describeEngine, findEngine } from "../../../sandbox/engine";

describe("the engine", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "engine-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function program(folder: string, script: string): void {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "pulumi"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, folder, "pulumi"), 0o755);
  }
  const find = () =>
    findEngine({
      onProgress: () => undefined,
      cache: join(root, "cache"),
      environment: { PATH: join(root, "path") },
      pulumiHome: join(root, "home"),
    });

  it("comes from PATH before Pulumi's own folder", async () => {
    program("path", "echo v3.1.0");
    program("home/bin", "echo v3.2.0");
    const engine = await find();
    assert.equal(engine?.version, "3.1.0");
    assert.equal(describeEngine(engine), `engine: Pulumi 3.1.0 from PATH (${join(root, "path", "pulumi")})`);
  });

  it("skips a program that does not run", async () => {
    program("path", "exit 1");
    program("home/bin", "echo v3.2.0");
    assert.equal((await find())?.source, "Pulumi's own folder");
  });

  it("is not found where there is none", async () => {
    assert.equal(await find(), undefined);
  });
});
