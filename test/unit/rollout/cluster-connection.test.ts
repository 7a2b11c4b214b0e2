import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiException } from "@kubernetes/client-node";
import { connectCluster } from "../../../rollout/cluster";
import { failureOf, loadKubeconfig } from "../../../rollout/cluster-connection";

const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "dev",
  contexts: ["dev", "prod"].map((name) => ({ name, context: { cluster: name, user: "me" } })),
  clusters: ["dev", "prod"].map((name) => ({ name, cluster: { server: `https://${name}.example.com` } })),
  users: [{ name: "me", user: { token: "t" } }],
});

describe("the connection to a cluster", () => {
  it("takes the content of a kubeconfig, and its current context", () => {
    assert.equal(loadKubeconfig({ kubeconfig }).getCurrentCluster()?.server, "https://dev.example.com");
  });

  it("takes the path of a kubeconfig, and the context that is named", () => {
    const directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    const path = join(directory, "config");
    writeFileSync(path, kubeconfig);
    const server = loadKubeconfig({ kubeconfig: path, context: "prod" }).getCurrentCluster()?.server;
    rmSync(directory, { recursive: true });
    assert.equal(server, "https://prod.example.com");
  });

  it("rejects a context that is not there, and says which are", () => {
    assert.throws(() => connectCluster({ kubeconfig, context: "staging" }), {
      name: "RolloutError",
      exitCode: 2,
      message: `the kubeconfig (the stack's) has no context "staging"; it has dev, prod`,
    });
  });

  it("rejects a kubeconfig that is not there, and names it", () => {
    assert.throws(() => connectCluster({ kubeconfig: "no/such/file" }), {
      name: "RolloutError",
      exitCode: 2,
      message: "cannot read the kubeconfig (no/such/file): ENOENT: no such file or directory, open 'no/such/file'",
    });
  });

  it("names the cluster that cannot be reached, and its address", () => {
    const failure = failureOf(new Error("connect ECONNREFUSED"), loadKubeconfig({ kubeconfig }));
    const message = "cannot reach the cluster of context dev (https://dev.example.com): connect ECONNREFUSED";
    assert.deepEqual([failure.message, failure.exitCode], [message, 1]);
  });

  it("gives the API server's own reason for a refusal", () => {
    const body = JSON.stringify({
      kind: "Status",
      message: 'pods is forbidden: User "me" cannot list resource "pods"',
    });
    const failure = failureOf(new ApiException(403, "HTTP-Code: 403", body, {}), loadKubeconfig({ kubeconfig }));
    const reason = 'pods is forbidden: User "me" cannot list resource "pods"';
    assert.equal(failure.message, `the cluster of context dev refused (HTTP 403): ${reason}`);
  });
});
