import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CRD_SOURCES, parseDownloads } from "../../../sandbox/crds";
import { checksumOf } from "../../../sandbox/engine-download";
import { beginEntry, cacheDirectory, cacheKey, MODULES_DIRECTORY } from "../../../sandbox/tool-cache";
import { KUBERNETES_GIT_VERSION, PULUMI_VERSION } from "../../../sandbox/tools";

const goMod = (module: string): string => readFileSync(join(MODULES_DIRECTORY, module, "go.mod"), "utf8");

describe("the tool cache", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cache-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("lies where the system keeps caches", () => {
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "/x" }), "/x/outsrc");
  });

  it("names an entry by what it is built from", () => {
    mkdirSync(join(root, "m"));
    const write = (file: string, text: string): void => {
      writeFileSync(join(root, "m", file), text);
    };
    write("go.mod", "module m");
    write("go.sum", "");
    const before = cacheKey("m", ["flags"], root);
    assert.equal(cacheKey("m", ["flags"], root), before);
    assert.notEqual(cacheKey("m", ["other"], root), before);
    write("go.sum", "changed");
    assert.notEqual(cacheKey("m", ["flags"], root), before);
  });

  it("shows an entry only when it is whole", () => {
    const entry = beginEntry(root, "tool-1");
    writeFileSync(join(entry.directory, "tool"), "x");
    assert.equal(existsSync(join(root, "tool-1")), false);
    entry.publish();
    assert.deepEqual(readdirSync(root), ["tool-1"]);
  });

  it("keeps the first of two builds of the same entry", () => {
    const [first, second] = [beginEntry(root, "tool-1"), beginEntry(root, "tool-1")];
    for (const entry of [first, second]) writeFileSync(join(entry.directory, "tool"), "x");
    first.publish();
    second.publish();
    assert.deepEqual(readdirSync(root), ["tool-1"]);
  });

  it("rejects a cache that cannot be written", () => {
    writeFileSync(join(root, "file"), "");
    assert.throws(() => beginEntry(join(root, "file"), "x"), /cannot write the cache .*; set XDG_CACHE_HOME/);
  });
});

describe("the pinned tools", () => {
  it("report the versions that their modules pin", () => {
    assert.match(goMod("kubernetes"), new RegExp(`k8s\\.io/kubernetes ${KUBERNETES_GIT_VERSION}\\b`));
    assert.match(goMod("pulumi"), new RegExp(`github\\.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION}\\b`));
  });

  it("take KWOK's definitions from the version that is built", () => {
    const version = (text: string): string | undefined => /sigs\.k8s\.io\/kwok (v\S+)/.exec(text)?.[1];
    assert.equal(version(goMod("crds")), version(goMod("kwok")));
  });

  it("have their definitions in modules that are pinned with checksums", () => {
    const sums = readFileSync(join(MODULES_DIRECTORY, "crds", "go.sum"), "utf8");
    for (const { module } of CRD_SOURCES) {
      assert.match(goMod("crds"), new RegExp(`${module.replaceAll(".", "\\.")} v`));
      assert.match(sums, new RegExp(`^${module.replaceAll(".", "\\.")} v\\S+ h1:`, "m"));
    }
  });

  it("read what go says about downloads", () => {
    const output = '{\n\t"Path": "a",\n\t"Dir": "/a"\n}\n{\n\t"Path": "b",\n\t"Error": "no"\n}\n';
    assert.deepEqual(parseDownloads(output), [
      { Path: "a", Dir: "/a" },
      { Path: "b", Error: "no" },
    ]);
  });

  it("find a release's checksum by its file name", () => {
    assert.equal(checksumOf("aa  pulumi-v1-linux-x64.tar.gz\nbb  other.tar.gz\n", "other.tar.gz"), "bb");
    assert.equal(checksumOf("aa  pulumi-v1-linux-x64.tar.gz\n", "other.tar.gz"), undefined);
  });
});
