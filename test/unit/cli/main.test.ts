import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "../../support/stacks";
import { withDirectory } from "../../support/temporary-directory";

const CLI = join(PROJECT, "cli/rollout.js");

function rollout(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** [what is refused, the arguments, the first line on stderr] */
const refusals: [string, string[], RegExp][] = [
  ["an unknown option", ["render", "dev", "--yes"], /^error: unknown option '--yes'/],
  ["a verb that there is not", ["stauts"], /^error: unknown command 'stauts'\n\(Did you mean status\?\)/],
  ["a stack of a verb's name", ["-C", PROJECT, "render", "render"], /^there is no stack file Pulumi\.render\.yaml; /],
  ["a folder that is not named", ["render", "-C"], /^error: option '-C, --directory <dir>' argument missing$/m],
  ["a stack without a file", ["-C", PROJECT, "render", "x"], /^there is no stack file Pulumi\.x\.yaml; write one of /],
];

describe("rollout", () => {
  it("prints results to stdout, nothing to stderr, and exits with 0", () => {
    const { status, stdout, stderr } = rollout("-C", PROJECT, "render", "dev");
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.match(stdout, /^---\napiVersion: v1\nkind: Namespace\n/);
  });

  it("shows an offline preview without the clients of Kubernetes and Cloudflare, which take seconds to load", () =>
    withDirectory(
      {
        "print-packages.js": `process.on("exit", () => {
          const files = Object.keys(require.cache).join();
          for (const name of ["@pulumi/pulumi", "@kubernetes/client-node", "cloudflare"])
            if (files.includes("/node_modules/" + name + "/")) console.error(name);
        });`,
      },
      (directory) => {
        const args = ["--require", join(directory, "print-packages.js"), CLI, "-C", PROJECT, "preview", "dev"];
        const { status, stderr } = spawnSync(process.execPath, [...args, "--offline"], { encoding: "utf8" });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: "@pulumi/pulumi\n" });
      },
    ));

  it("loads what the SDK needs to serialize functions only when it is used", () =>
    withDirectory(
      {
        "print-use.js": `
          const load = require.extensions[".js"];
          const loaded = [];
          require.extensions[".js"] = (module, file) => {
            loaded.push(file);
            load(module, file);
          };
          process.on("exit", () => {
            for (const [entry, part] of [["typescript/lib/typescript.js", "transpileModule"], ["@npmcli/arborist/lib/index.js", "Arborist"]]) {
              const file = ${JSON.stringify(join(PROJECT, "node_modules"))} + "/" + entry;
              const before = loaded.includes(file);
              const type = typeof require(file)[part];
              console.error(entry, before, type, loaded.includes(file));
            }
          });`,
      },
      (directory) => {
        const args = ["--require", join(directory, "print-use.js"), CLI, "-C", PROJECT, "preview", "dev", "--offline"];
        const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
        assert.deepEqual(
          { status, lines: stderr.trim().split("\n") },
          {
            status: 0,
            lines: [
              "typescript/lib/typescript.js false function true",
              "@npmcli/arborist/lib/index.js false function true",
            ],
          },
        );
      },
    ));

  for (const verb of ["up", "undo", "set-image", "restart", "promote", "status", "history", "diff", "preview", "drift"])
    it(`shows examples in the help of ${verb}`, () => {
      const { status, stdout, stderr } = rollout(verb, "--help");
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      assert.match(
        stdout,
        new RegExp(`^Usage: rollout ${verb} \\[options\\] .*\\n(.*\\n)*Examples:\\n {2}\\$ rollout ${verb} \\w`),
      );
    });

  for (const [what, args, message] of refusals)
    it(`rejects ${what} without a stack trace, and exits with 2`, () => {
      const { status, stdout, stderr } = rollout(...args);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });

  it("rejects a configuration with every problem on a line, and exits with 2", () =>
    withDirectory(
      {
        "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n",
        "Pulumi.dev.yaml": "config:\n  outsrc:namespace: BAD\n  outsrc:hots: [a]\n",
        "index.ts": `export = require(${JSON.stringify(join(PROJECT, "index.ts"))});\n`,
      },
      (directory) => {
        const { status, stderr } = rollout("-C", directory, "render", "dev");
        assert.equal(status, 2);
        assert.match(stderr, /^Pulumi\.dev\.yaml has \d+ problems, so nothing was declared:\n/);
        assert.match(stderr, /^ {2}hots: is not a known key, got \["a"\]; did you mean "hosts"\?$/m);
        assert.doesNotMatch(stderr, /\n\s+at /);
      },
    ));
});
