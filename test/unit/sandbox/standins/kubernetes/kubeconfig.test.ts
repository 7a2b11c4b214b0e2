import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RolloutError } from "../../../../../config/errors";
import { configChanges } from "../../../../../sandbox/standins/kubernetes/config-changes";
import { loadConnection } from "../../../../../sandbox/standins/kubernetes/kubeconfig";

const encoded = (text: string) => Buffer.from(text).toString("base64");

const KUBECONFIG = `
current-context: one
contexts:
  - { name: one, context: { cluster: a, user: u } }
  - { name: two, context: { cluster: b, user: t, namespace: team } }
clusters:
  - { name: a, cluster: { server: "https://a:6443/", certificate-authority-data: ${encoded("CA")} } }
  - { name: b, cluster: { server: "https://b", insecure-skip-tls-verify: true } }
users:
  - { name: u, user: { client-certificate-data: ${encoded("CERT")}, client-key: key.pem } }
  - { name: t, user: { token: secret } }
`;

describe("loadConnection", () => {
  const directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  const path = join(directory, "config");

  before(() => {
    writeFileSync(path, KUBECONFIG);
    writeFileSync(join(directory, "key.pem"), "KEY");
  });

  after(() => {
    rmSync(directory, { recursive: true });
  });

  it("reads the current context, and files beside the kubeconfig", async () => {
    const { credentials, ...connection } = loadConnection({ kubeconfig: path });
    assert.deepEqual(connection, { server: "https://a:6443", ca: "CA", skipVerify: false, namespace: "default" });
    assert.deepEqual(await credentials(), { certificate: "CERT", key: "KEY" });
  });

  it("takes the kubeconfig itself, and another context of it", async () => {
    const { credentials, ...connection } = loadConnection({ kubeconfig: KUBECONFIG, context: "two" });
    assert.deepEqual(connection, { server: "https://b", skipVerify: true, namespace: "team" });
    assert.deepEqual(await credentials(), { token: "secret" });
  });

  it("asks a program for a token, once until it expires", async () => {
    const status = JSON.stringify({ status: { token: "asked", expirationTimestamp: "2999-01-01T00:00:00Z" } });
    const exec = { command: process.execPath, args: ["-e", `process.stdout.write(${JSON.stringify(status)})`] };
    const kubeconfig = JSON.stringify({
      "current-context": "x",
      contexts: [{ name: "x", context: { cluster: "x", user: "x" } }],
      clusters: [{ name: "x", cluster: { server: "https://x" } }],
      users: [{ name: "x", user: { exec } }],
    });
    const { credentials } = loadConnection({ kubeconfig });
    assert.deepEqual(await credentials(), { token: "asked" });
    assert.deepEqual(await credentials(), { token: "asked" });
  });

  it("rejects a context that is not there, naming those that are", () => {
    assert.throws(
      () => loadConnection({ kubeconfig: KUBECONFIG, context: "three" }),
      (error: unknown) => {
        assert.ok(error instanceof RolloutError);
        assert.match(error.message, /got "three"; write one of \["one","two"\]$/);
        return true;
      },
    );
  });
});

const ELSEWHERE = KUBECONFIG.replace("https://a:6443/", "https://other");

const CHANGES: readonly {
  name: string;
  olds: Record<string, string>;
  news: Record<string, string>;
  replaces: string[];
}[] = [
  {
    name: "keeps everything where only the user changes",
    olds: { kubeconfig: KUBECONFIG },
    news: { kubeconfig: KUBECONFIG.replace("secret", "new") },
    replaces: [],
  },
  {
    name: "replaces everything for another cluster",
    olds: { kubeconfig: KUBECONFIG },
    news: { kubeconfig: ELSEWHERE },
    replaces: ["kubeconfig"],
  },
  {
    name: "replaces everything for another context",
    olds: { kubeconfig: KUBECONFIG, context: "one" },
    news: { kubeconfig: KUBECONFIG, context: "two" },
    replaces: ["context"],
  },
  {
    name: "believes the identifier of the cluster",
    olds: { kubeconfig: KUBECONFIG, clusterIdentifier: "x" },
    news: { kubeconfig: ELSEWHERE, clusterIdentifier: "x" },
    replaces: [],
  },
  {
    name: "replaces everything for another identifier",
    olds: { clusterIdentifier: "x" },
    news: { clusterIdentifier: "y" },
    replaces: ["clusterIdentifier"],
  },
  {
    name: "adds an identifier in place",
    olds: { kubeconfig: KUBECONFIG },
    news: { kubeconfig: KUBECONFIG, clusterIdentifier: "x" },
    replaces: [],
  },
  {
    name: "changes settings in place",
    olds: { upsertExistingObjects: "false" },
    news: { upsertExistingObjects: "true" },
    replaces: [],
  },
];

describe("configChanges", () => {
  for (const { name, olds, news, replaces } of CHANGES)
    it(name, () => {
      assert.deepEqual(configChanges(olds, news).replaces, replaces);
    });
});
