import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exportLines, readEnvironment, shellQuote, writeEnvironment } from "../../../sandbox/environment";

describe("the sandbox's environment", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "environment-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("is unknown before the sandbox was started", () => {
    assert.equal(readEnvironment(root), undefined);
    assert.equal(exportLines(root), undefined);
  });

  it("puts the engine in front of the present PATH, and the stand-ins behind it", () => {
    const cloudflareUrl = "http://127.0.0.1:1/client/v4";
    writeEnvironment({ directory: root, kubeconfig: "/k", engineFolder: "/opt/pulumi", cloudflareUrl });
    const variables = readEnvironment(root, { PATH: "/usr/bin", PULUMI_HOME: root });
    assert.match(variables?.["PATH"] ?? "", /^\/opt\/pulumi:\/usr\/bin:.*bin\/kubernetes:.*bin\/cloudflare$/);
    assert.equal(variables?.["KUBECONFIG"], "/k");
    assert.match(exportLines(root) ?? "", /^export PATH=\/opt\/pulumi:"\$PATH"(:.*)?$/m);
  });

  it("leaves the front of PATH alone when the engine is on it", () => {
    writeEnvironment({
      directory: root,
      kubeconfig: "/k",
      engineFolder: undefined,
      cloudflareUrl: "http://127.0.0.1:1",
    });
    assert.match(readEnvironment(root, { PATH: "/usr/bin", PULUMI_HOME: root })?.["PATH"] ?? "", /^\/usr\/bin/);
  });

  it("quotes values for the shell", () => {
    assert.equal(shellQuote("/a/b.c"), "/a/b.c");
    assert.equal(shellQuote("it's $HOME"), `'it'\\''s $HOME'`);
  });
});
