import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ComponentSpec } from "../../../sandbox/component-spec";
import { type Layout, layoutOf } from "../../../sandbox/layout";
import { poll } from "../../../sandbox/poll";
import { isAlive, ownIdentity, startTimeOf, startTimeOfStat } from "../../../sandbox/process-identity";
import {
  fingerprintOf,
  lastLogLine,
  parseRecord,
  recordFile,
  runningComponent,
  startComponent,
  stopComponent,
} from "../../../sandbox/supervisor";

const spec = (script: string): ComponentSpec => ({
  name: "etcd",
  file: process.execPath,
  args: ["-e", script],
  env: {},
  ports: [],
  needsApi: false,
});

describe("the supervisor", () => {
  let layout: Layout;
  beforeEach(() => {
    layout = layoutOf(mkdtempSync(join(tmpdir(), "supervisor-")));
  });
  afterEach(async () => {
    await stopComponent(layout, "etcd");
    rmSync(layout.root, { recursive: true });
  });

  it("starts a process that records itself, and stops it", async () => {
    const wanted = spec("setInterval(() => undefined, 1000)");
    await startComponent(layout, wanted);
    const running = runningComponent(layout, "etcd");
    assert.equal(running?.fingerprint, fingerprintOf(wanted));
    await stopComponent(layout, "etcd");
    assert.equal(isAlive(running), false);
    assert.equal(existsSync(recordFile(layout, "etcd")), false);
  });

  it("kills a process that ignores the request to end", async () => {
    const stubborn = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('on')";
    await startComponent(layout, spec(stubborn));
    const running = runningComponent(layout, "etcd");
    assert.equal(await poll(() => (lastLogLine(layout, "etcd") === "on" ? true : undefined), 5000), true);
    await stopComponent(layout, "etcd", 300);
    assert.equal(isAlive(running!), false);
  });

  it("never ends a process that only has the recorded id", async () => {
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
    try {
      await startComponent(layout, spec("process.exit(0)"));
      writeFileSync(recordFile(layout, "etcd"), `${stranger.pid!}\nfingerprint\nanother start time\n`);
      await stopComponent(layout, "etcd");
      assert.notEqual(startTimeOf(stranger.pid!), undefined);
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  it("names the line of the log that tells what is wrong", async () => {
    await startComponent(layout, spec("console.log('listen: address already in use\\nbye')"));
    await poll(() => (runningComponent(layout, "etcd") === undefined ? true : undefined), 5000);
    assert.equal(lastLogLine(layout, "etcd"), "listen: address already in use");
  });

  it("reads records of Linux and of other systems, and no torn ones", () => {
    const stat = `12 (a (b) c) S ${Array.from({ length: 40 }, (_, index) => index + 4).join(" ")}`;
    assert.equal(parseRecord("etcd", `12\nfp\n${stat}\n`)?.startTime, "22");
    assert.equal(parseRecord("etcd", "12\nfp\nMon Nov 23 12:00:00 2026\n")?.startTime, "Mon Nov 23 12:00:00 2026");
    for (const torn of ["", "12\n", "12\nfp\n", "x\nfp\ntime\n"]) assert.equal(parseRecord("etcd", torn), undefined);
  });

  it("takes a zombie for a process that has ended", () => {
    assert.equal(startTimeOfStat("12 (a) Z 1 2 3"), undefined);
    assert.equal(isAlive(ownIdentity()), true);
  });
});
