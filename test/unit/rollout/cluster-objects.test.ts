import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connectCluster, type Cluster } from "../../../rollout/cluster";

const KINDS = {
  "/apis/networking.k8s.io/v1": [{ name: "networkpolicies", kind: "NetworkPolicy", namespaced: true }],
  "/api/v1": [{ name: "namespaces", kind: "Namespace", namespaced: false }],
} as const;

// The typed client would rename `from`, and drop the field that it does not know.
const POLICY = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "front", managedFields: [{ manager: "kubectl" }] },
  spec: { ingress: [{ from: [] }], newField: 1 },
};

const POLICY_PATH = "/apis/networking.k8s.io/v1/namespaces/outsrc-dev/networkpolicies/front";
const policy = { apiVersion: POLICY.apiVersion, kind: POLICY.kind, namespace: "outsrc-dev", name: "front" };

interface Asked {
  readonly request: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

describe("objects of any kind", () => {
  let server: Server;
  let cluster: Cluster;
  const asked: Asked[] = [];

  before(async () => {
    server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      const path = url.split("?")[0] ?? "";
      const kinds = Object.entries(KINDS).find(([base]) => base === path)?.[1];
      const answer = (status: number, body: object) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      void text(request).then((body) => {
        asked.push({ request: `${method} ${url}`, contentType: headers["content-type"], body });
        if (kinds) answer(200, { kind: "APIResourceList", groupVersion: "v1", resources: kinds });
        else if (path === POLICY_PATH && !body.includes("taken")) answer(200, POLICY);
        else if (path === POLICY_PATH) answer(422, { kind: "Status", message: "the server rejected our request" });
        else answer(404, { kind: "Status", message: "not found" });
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const kubeconfig = JSON.stringify({
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { token: "t" } }],
    });
    cluster = connectCluster({ kubeconfig });
  });
  beforeEach(() => asked.splice(0));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("are read as they are, with fields that a client of ours does not know", async () => {
    assert.deepEqual(await cluster.read(policy), POLICY);
    assert.deepEqual(
      asked.map(({ request }) => request),
      ["GET /apis/networking.k8s.io/v1", `GET ${POLICY_PATH}`],
    );
  });

  it("are looked for outside of namespaces where they lie in none", async () => {
    assert.equal(
      await cluster.read({ apiVersion: "v1", kind: "Namespace", namespace: undefined, name: "outsrc-dev" }),
      undefined,
    );
    assert.equal(asked.at(-1)?.request, "GET /api/v1/namespaces/outsrc-dev");
  });

  for (const [what, apiVersion] of [
    ["kind", "networking.k8s.io/v1"],
    ["API group", "configuration.konghq.com/v1"],
  ] as const)
    it(`are not there where the cluster has no such ${what}`, async () => {
      assert.equal(await cluster.read({ ...policy, apiVersion, kind: "KongPlugin" }), undefined);
    });

  it("are changed by a JSON patch, in the name of rollout", async () => {
    const patch = [{ op: "remove", path: "/spec/newField" }] as const;
    await cluster.patch(policy, patch);
    assert.deepEqual(asked.at(-1), {
      request: `PATCH ${POLICY_PATH}?fieldManager=rollout`,
      contentType: "application/json-patch+json",
      body: JSON.stringify(patch),
    });
  });

  it("rejects a change that the server refuses, with its reason", async () => {
    await assert.rejects(cluster.patch(policy, [{ op: "test", path: "/a", value: "taken" }]), {
      name: "RolloutError",
      message: "the cluster of context c refused (HTTP 422): the server rejected our request",
    });
  });
});
