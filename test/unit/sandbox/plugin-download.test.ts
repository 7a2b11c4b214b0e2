import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { downloadPlugins } from "../../../sandbox/plugin-download";
import { pluginVersion, providerPlugins } from "../../../sandbox/standins/provider-plugins";

describe("the download of provider plugins", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plugins-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** An engine that writes down what it is asked for, and then does as the script says. */
  function download(script: string): Promise<void> {
    const command = join(root, "pulumi");
    writeFileSync(command, `#!/bin/sh\necho "$@" >> "${root}/asked"\n${script}\n`);
    chmodSync(command, 0o755);
    const environment = { PATH: "/usr/bin:/bin", PULUMI_HOME: root };
    return downloadPlugins({ command, cache: join(root, "cache"), environment });
  }

  const asked = () =>
    existsSync(join(root, "asked")) ? readFileSync(join(root, "asked"), "utf8").split("\n").sort() : [];
  const COMMANDS = ["cloudflare", "kubernetes"].map(
    (name) => `plugin install resource ${name} ${pluginVersion(name as "kubernetes")}`,
  );
  const INSTALL = `
    folder="$PULUMI_HOME/plugins/resource-$4-v$5"; mkdir -p "$folder"
    touch "$folder/pulumi-resource-$4"; chmod +x "$folder/pulumi-resource-$4"`;

  it("asks the engine for the versions that the SDKs want", async () => {
    await download(INSTALL);
    assert.deepEqual(asked(), ["", ...COMMANDS]);
    const { kubernetes, cloudflare } = providerPlugins({ PATH: root, PULUMI_HOME: root });
    assert.deepEqual([kubernetes, cloudflare], ["installed", "installed"]);
  });

  it("asks for nothing that is installed", async () => {
    await download(INSTALL);
    rmSync(join(root, "asked"));
    await download(INSTALL);
    assert.deepEqual(asked(), []);
  });

  it("gives up quietly, and tries again only after a day", async () => {
    await download("exit 1");
    await download("exit 1");
    assert.deepEqual(asked(), ["", ...COMMANDS]);
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    for (const note of readdirSync(join(root, "cache"))) utimesSync(join(root, "cache", note), yesterday, yesterday);
    await download("exit 1");
    assert.deepEqual(asked(), ["", ...COMMANDS.flatMap((command) => [command, command])]);
  });
});
