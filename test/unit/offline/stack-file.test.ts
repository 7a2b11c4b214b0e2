import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { hasStack, readStackFile, stackNames, type StackFile } from "../../../offline/stack-file";
import { withDirectory } from "../../support/temporary-directory";

const PROJECT = "name: outsrc\nruntime: nodejs\n";

/** What is read of a stack file with this text. */
function read(stackYaml: string, projectYaml = PROJECT): Promise<StackFile> {
  return withDirectory({ "Pulumi.yaml": projectYaml, "Pulumi.dev.yaml": stackYaml }, (directory) =>
    readStackFile(directory, "dev"),
  );
}

const fingerprint = (ciphertext: string) =>
  `[secret ${createHash("sha256").update(ciphertext).digest("hex").slice(0, 8)}]`;

/** [what is refused, the stack file, the whole message] */
const refusals: [string, string, RegExp][] = [
  ["invalid YAML", "config: [", /^Pulumi\.dev\.yaml is not valid YAML: .*at line 1/],
  ["a list", "- a\n", /^Pulumi\.dev\.yaml is not a Pulumi file; write a map with "config:" in it$/],
  ["a config that is a list", "config: [a]\n", /^Pulumi\.dev\.yaml is not a Pulumi file; /],
];

describe("readStackFile", () => {
  it("hands text over as it is, and everything else as JSON, as the CLI does", async () => {
    const { config } = await read(
      "config:\n  outsrc:namespace: outsrc-dev\n  outsrc:hosts: [a.b]\n  outsrc:protect: true\n  outsrc:dns: {ttl: 60}\n",
    );
    assert.deepEqual(config, {
      "outsrc:namespace": "outsrc-dev",
      "outsrc:hosts": '["a.b"]',
      "outsrc:protect": "true",
      "outsrc:dns": '{"ttl":60}',
    });
  });

  it("names the project and the stack", async () => {
    const { project, stack } = await read("config: {}\n");
    assert.deepEqual([project, stack], ["outsrc", "dev"]);
  });

  it("finds the program beside Pulumi.yaml, or where its main points", async () => {
    const files = { "Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": "", "sub/Pulumi.yaml": `${PROJECT}main: ..\n` };
    await withDirectory({ ...files, "sub/Pulumi.dev.yaml": "" }, (directory) => {
      assert.equal(readStackFile(directory, "dev").programDirectory, directory);
      assert.equal(readStackFile(join(directory, "sub"), "dev").programDirectory, directory);
    });
  });

  for (const [what, yaml] of [
    ["an empty file", ""],
    ["a file without config", "secretsprovider: passphrase\n"],
    ["a config without keys", "config:\n"],
  ] as const)
    it(`reads no keys of ${what}`, async () => {
      assert.deepEqual((await read(yaml)).config, {});
    });

  it("takes the project's defaults, with and without a namespace and a wrapper, and lets the stack overrule them", async () => {
    const project = `${PROJECT}config:
  plain: 1
  wrapped: {value: [a]}
  outsrc:named: x
  pulumi:tags: {value: {a: b}}
  overruled: {value: default}
`;
    const { config } = await read("config:\n  outsrc:overruled: mine\n", project);
    assert.deepEqual(config, {
      "outsrc:plain": "1",
      "outsrc:wrapped": '["a"]',
      "outsrc:named": "x",
      "pulumi:tags": '{"a":"b"}',
      "outsrc:overruled": "mine",
    });
  });

  it("shows a fingerprint of each ciphertext in the secret's place", async () => {
    const { config, secretKeys } = await read(
      "config:\n  outsrc:secrets: {front: {A: {secure: v1:one}, B: {secure: v1:two}}}\n" +
        "  cloudflare:apiToken: {secure: v1:three}\n  outsrc:hosts: [a.b]\n",
    );
    assert.deepEqual(config, {
      "outsrc:secrets": JSON.stringify({ front: { A: fingerprint("v1:one"), B: fingerprint("v1:two") } }),
      "cloudflare:apiToken": fingerprint("v1:three"),
      "outsrc:hosts": '["a.b"]',
    });
    assert.deepEqual(secretKeys, ["outsrc:secrets", "cloudflare:apiToken"]);
  });

  it("also gives the values as the file holds them, with the same fingerprints", async () => {
    const { values } = await read(
      "config:\n  outsrc:secrets: {front: {A: {secure: v1:one}}}\n  outsrc:hosts: [a.b]\n  outsrc:namespace: x\n",
    );
    assert.deepEqual(values, {
      "outsrc:secrets": { front: { A: fingerprint("v1:one") } },
      "outsrc:hosts": ["a.b"],
      "outsrc:namespace": "x",
    });
  });

  it("knows a secret inside a list", async () => {
    const { config, secretKeys } = await read("config:\n  outsrc:hosts: [a.b, {secure: v1:one}]\n");
    assert.deepEqual(config, { "outsrc:hosts": JSON.stringify(["a.b", fingerprint("v1:one")]) });
    assert.deepEqual(secretKeys, ["outsrc:hosts"]);
  });

  it("rejects a plain value beside encrypted ones, without printing it", async () => {
    await assert.rejects(read("config:\n  outsrc:secrets: {front: {A: {secure: v1:one}, B: canary, C: [canary]}}\n"), {
      name: "ConfigError",
      message:
        "Pulumi.dev.yaml has 2 problems, so nothing was declared:\n" +
        "  secrets.front.B: is not encrypted, got [secret]; run pulumi config set --secret --path 'secrets.front.B'\n" +
        "  secrets.front.C.0: is not encrypted, got [secret]; run pulumi config set --secret --path 'secrets.front.C.0'",
    });
  });

  for (const [what, yaml, message] of refusals)
    it(`rejects ${what}`, async () => {
      await assert.rejects(read(yaml), { name: "ConfigError", message });
    });

  it("rejects a Pulumi.yaml without a name", async () => {
    await assert.rejects(read("config: {}\n", "runtime: nodejs\n"), {
      name: "ConfigError",
      message: /^Pulumi\.yaml is not a Pulumi file; /,
    });
  });

  it("rejects a stack that has no file, with the one that was meant", async () => {
    await withDirectory({ "Pulumi.yaml": PROJECT, "Pulumi.staging.yaml": "", "Pulumi.prod.yaml": "" }, (directory) => {
      assert.throws(() => readStackFile(directory, "pord"), {
        name: "ConfigError",
        message: 'there is no stack file Pulumi.pord.yaml; did you mean "prod"?',
      });
      assert.throws(() => readStackFile(directory, "development"), {
        message: 'there is no stack file Pulumi.development.yaml; write one of "staging", "prod"',
      });
    });
  });
});

describe("stackNames", () => {
  it("lists dev, staging and prod in the order of promotion, and others after them", async () => {
    const files = ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml", "Pulumi.b.yaml", "Pulumi.a.yaml", "x.yaml"];
    await withDirectory(
      Object.fromEntries([...files, "Pulumi.staging.yaml"].map((file) => [file, ""])),
      (directory) => {
        assert.deepEqual(stackNames(directory), ["dev", "staging", "prod", "a", "b"]);
      },
    );
  });
});

describe("hasStack", () => {
  it("looks for the stack's file", async () => {
    await withDirectory({ "Pulumi.dev.yaml": "" }, (directory) => {
      assert.deepEqual([hasStack(directory, "dev"), hasStack(directory, "prod")], [true, false]);
    });
  });
});
