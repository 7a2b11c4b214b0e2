import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

import { ensureTools } from "../../../sandbox/build-tools";
import { withLock } from "../../../sandbox/lock";
import { poll } from "../../../sandbox/poll";
import { startTimeOf } from "../../../sandbox/process-identity";
import type { Progress } from "../../../sandbox/progress";
import { sideBySide } from "../../../sandbox/side-by-side";
import type { ToolModuleName } from "../../../sandbox/tools";
import { killGroup } from "../../support/process-group";
import { PROJECT } from "../../support/stacks";

/** With a compiler of its own, which goes on by itself. */
const HANGS = "touch ${GOTMPDIR:?}/half; record; sleep 1000; exit";

describe("a first build", () => {
  let root: string;
  let cache: string;
  const { PATH } = process.env;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "build-tools-"));
    cache = join(root, "outsrc");
    process.env.PATH = [root, PATH].join(delimiter);
  });
  afterEach(() => {
    process.env.PATH = PATH;
    for (const name of ["etcd", "pulumi"] as const) if (existsSync(pidFile(name))) killGroup(pidOf(name));
    rmSync(root, { recursive: true });
  });

  function program(name: string, script: string): void {
    writeFileSync(join(root, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, name), 0o755);
  }

  const pidFile = (name: ToolModuleName): string => join(root, `${name}.pid`);
  const pidOf = (name: ToolModuleName): number => Number(readFileSync(pidFile(name), "utf8"));

  /** A go that does what is said for a module when it builds that. */
  function standInGo(builds: Partial<Record<ToolModuleName, string>>): void {
    const cases = Object.entries(builds).map(([name, script]) => `*/${name}) ${script} ;;`);
    const record = `record() { echo $$ > ${root}/$(basename "$PWD").pid; }`;
    program("go", `[ "$1" = env ] && echo go1.99 && exit\n${record}\ncase "$PWD" in\n${cases.join("\n")}\nesac`);
  }

  async function untilBuilding(name: ToolModuleName): Promise<void> {
    const isRecorded = () => existsSync(pidFile(name)) && readFileSync(pidFile(name), "utf8") !== "";
    assert.equal(await poll(() => isRecorded() || undefined, 15_000, 10), true);
  }

  const build = (module: ToolModuleName, onProgress: Progress = () => undefined, signal?: AbortSignal) =>
    ensureTools({ modules: [module], onProgress, cache, signal });
  const besideAnother = (module: ToolModuleName) => (signal: AbortSignal) => build(module, undefined, signal);

  function assertEnded(name: ToolModuleName): void {
    assert.equal(startTimeOf(pidOf(name)), undefined);
  }

  it("leaves the tool in the cache, and nothing else", async () => {
    standInGo({ etcd: 'touch ${GOTMPDIR:?}/half; echo "#!/bin/sh" > $5; chmod +x $5' });
    const { etcd = "" } = await build("etcd");
    assert.deepEqual(readdirSync(cache), [basename(dirname(etcd))]);
    assert.deepEqual(readdirSync(dirname(etcd)), ["etcd"]);
  });

  it("is repeated when the tool in the cache does not run", async () => {
    standInGo({ etcd: 'echo "#!/bin/sh" > $5; chmod +x $5' });
    const { etcd = "" } = await build("etcd");
    writeFileSync(etcd, "half of i");
    const progress: string[] = [];
    await build("etcd", (line) => progress.push(line));
    assert.equal(progress[0], "etcd: the cached build does not run; building it again");
    assert.equal(readFileSync(etcd, "utf8"), "#!/bin/sh\n");
  });

  it("on a full disk is refused in one line", async function () {
    if (!existsSync("/dev/full")) this.skip();
    mkdirSync(cache);
    symlinkSync("/dev/full", join(cache, `etcd.lock.${process.pid}`));
    await assert.rejects(build("etcd"), {
      name: "RolloutError",
      message: `${cache}: the disk is full; free about 1 GB and run the same command again (ENOSPC: no space left on device, write)`,
    });
  });

  it("that fails ends the one beside it, is the one that is told, and leaves nothing in the cache", async () => {
    const fails = `until [ -s ${pidFile("pulumi")} ]; do sleep 0.01; done; echo dial tcp: no such host >&2; exit 1`;
    standInGo({ etcd: fails, pulumi: HANGS });
    await assert.rejects(sideBySide(besideAnother("etcd"), besideAnother("pulumi")), {
      name: "RolloutError",
      message:
        "building etcd: the Go module proxy cannot be reached (dial tcp: no such host); " +
        "go online for the first build, or name a cluster that you already have with --context NAME",
    });
    assertEnded("pulumi");
    assert.deepEqual(readdirSync(cache), []);
  });

  it("that fails ends the wait of the one beside it for a process that builds the same", async () => {
    standInGo({ etcd: "exit 1" });
    await withLock(join(cache, "pulumi.lock"), { timeoutMs: 1000 }, () =>
      assert.rejects(
        sideBySide(besideAnother("etcd"), besideAnother("pulumi")),
        /^RolloutError: building etcd: go failed/,
      ),
    );
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    it(`that a ${signal} ends is told in one line, and leaves no process and nothing in the cache`, async () => {
      standInGo({ etcd: HANGS });
      program("pulumi", "echo v3.259.0");
      writeFileSync(join(root, "Pulumi.yaml"), "name: outsrc\n");
      const up = spawn(process.execPath, [join(PROJECT, "cli/rollout.js"), "-C", root, "sandbox", "up"], {
        env: { ...process.env, XDG_CACHE_HOME: root },
        stdio: ["ignore", "ignore", "pipe"],
        timeout: 15_000,
        killSignal: "SIGKILL",
      });
      let told = "";
      up.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
      const ended = once(up, "close");
      await untilBuilding("etcd");
      up.kill(signal);
      assert.deepEqual(await ended, [1, null], told);
      assert.match(told, /\nbuilding etcd: interrupted; run the same command again, what is built is kept\n$/);
      assertEnded("etcd");
      assert.deepEqual(readdirSync(cache), []);
    });
});
