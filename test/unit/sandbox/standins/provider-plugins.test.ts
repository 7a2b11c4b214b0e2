import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { providerPlugins, STAND_INS } from "../../../../sandbox/standins/provider-plugins";

describe("providerPlugins", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plugins-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function install(folder: string, name: string, mode = 0o755): string {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `pulumi-resource-${name}`), "");
    chmodSync(join(folder, `pulumi-resource-${name}`), mode);
    return folder;
  }

  it("takes the stand-ins where nothing is installed", () => {
    const { kubernetes, cloudflare, path, lines } = providerPlugins({ PATH: root, PULUMI_HOME: root });
    assert.deepEqual([kubernetes, cloudflare], ["stand-in", "stand-in"]);
    assert.equal(path, [root, join(STAND_INS, "kubernetes"), join(STAND_INS, "cloudflare")].join(delimiter));
    assert.match(lines[0] ?? "", /^provider plugin kubernetes: our stand-in/);
  });

  it("prefers a plugin on PATH", () => {
    const folder = install(join(root, "bin"), "kubernetes");
    const { kubernetes, path, lines } = providerPlugins({ PATH: folder, PULUMI_HOME: root });
    assert.equal(kubernetes, "installed");
    assert.equal(path, [folder, join(STAND_INS, "cloudflare")].join(delimiter));
    assert.equal(lines[0], `provider plugin kubernetes: ${join(folder, "pulumi-resource-kubernetes")}`);
  });

  it("leaves the engine its cached plugin, which a stand-in on PATH would hide", () => {
    install(join(root, "plugins", "resource-cloudflare-v6.22.1"), "cloudflare");
    const { cloudflare, path } = providerPlugins({ PATH: root, PULUMI_HOME: root });
    assert.equal(cloudflare, "installed");
    assert.equal(path, [root, join(STAND_INS, "kubernetes")].join(delimiter));
  });

  it("passes over a cached plugin of another version, which the engine would not take", () => {
    install(join(root, "plugins", "resource-cloudflare-v6.22.0"), "cloudflare");
    assert.equal(providerPlugins({ PATH: root, PULUMI_HOME: root }).cloudflare, "stand-in");
  });

  it("does not take a stand-in on PATH for the real plugin", () => {
    const { kubernetes } = providerPlugins({ PATH: join(STAND_INS, "kubernetes"), PULUMI_HOME: root });
    assert.equal(kubernetes, "stand-in");
  });

  it("passes over files that cannot be run", () => {
    const folder = install(join(root, "bin"), "kubernetes", 0o644);
    assert.equal(providerPlugins({ PATH: folder, PULUMI_HOME: root }).kubernetes, "stand-in");
  });
});
