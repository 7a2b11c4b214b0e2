import assert from "node:assert/strict";
import { connectCluster, type Cluster } from "../../rollout/cluster";
import { poll } from "../../sandbox/poll";
import { applierOf, type Apply, type Manifest } from "./support/apply";
import { requires } from "./support/requirements";
import { theWorld } from "./support/world";

const PARTS = { "app.kubernetes.io/part-of": "outsrc" };

const labels = { app: "front" };
const envFrom = [{ configMapRef: { name: "used" } }, { secretRef: { name: "used" } }];
const containers = [{ name: "front", image: "gcr.io/outsrc/outsrc-demo-front:1.0.0", envFrom }];
const DEPLOYMENT: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "front" },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
};

describe("a live namespace", () => {
  let cluster: Cluster;
  let apply: Apply;

  before(async function () {
    requires(this, "go");
    const { kubeconfig } = await theWorld();
    cluster = connectCluster({ kubeconfig });
    apply = applierOf(kubeconfig);
  });

  it("that does not exist holds nothing", async () => {
    const { deployments, replicaSets, pods, events } = await cluster.snapshot("nowhere");
    assert.deepEqual([deployments, replicaSets, pods, events], [[], [], [], []]);
    assert.deepEqual([await cluster.certificates("nowhere"), await cluster.ingresses("nowhere")], [[], []]);
  });

  it("shows an Ingress with its plugins, and its certificate once it is issued", async () => {
    const namespace = "live-hosts";
    await apply(namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const service = { name: "front", port: { number: 80 } };
    const paths = [{ path: "/", pathType: "Prefix", backend: { service } }];
    await apply(namespace, {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: {
        name: "outsrc",
        annotations: {
          "konghq.com/plugins": "ip-restriction, cors",
          "cert-manager.io/cluster-issuer": "letsencrypt-staging",
        },
      },
      spec: {
        ingressClassName: "kong",
        rules: [{ host: "live.outsrc.dev", http: { paths } }],
        tls: [{ hosts: ["live.outsrc.dev"], secretName: "live-tls" }],
      },
    });
    const issued = await poll(async () => {
      const [certificate] = await cluster.certificates(namespace);
      return certificate?.ready === true ? certificate : undefined;
    }, 30_000);
    assert.deepEqual([issued?.name, issued?.hosts, issued?.message], ["live-tls", ["live.outsrc.dev"], undefined]);
    assert.equal((issued?.notAfter?.getTime() ?? 0) > Date.now(), true);
    const [ingress] = await cluster.ingresses(namespace);
    assert.deepEqual([ingress?.plugins, ingress?.tlsSecretNames], [["ip-restriction", "cors"], ["live-tls"]]);
  });

  it("deletes config that no release refers to any more, and no other", async () => {
    const namespace = "live-config";
    const config = (kind: "ConfigMap" | "Secret", name: string, immutable = true) =>
      apply(namespace, { apiVersion: "v1", kind, metadata: { name, labels: PARTS }, immutable });
    await apply(namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    for (const kind of ["ConfigMap", "Secret"] as const) {
      await config(kind, "used");
      await config(kind, "left-over");
      await config(kind, "mutable", false);
    }
    await apply(namespace, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "somebody-elses", labels: { "app.kubernetes.io/part-of": "other" } },
      immutable: true,
    });
    await apply(namespace, DEPLOYMENT);
    const cleanUp = () => cluster.deleteUnreferencedConfig(namespace, PARTS);
    // What is new may be in the hands of an update that goes on.
    assert.deepEqual(await cleanUp(), []);
    const deleted: string[] = [];
    await poll(
      async () => {
        deleted.push(...(await cleanUp()));
        return deleted.length < 2 ? undefined : true;
      },
      60_000,
      1_000,
    );
    assert.deepEqual(deleted, ["ConfigMap/left-over", "Secret/left-over"]);
    assert.deepEqual(await cleanUp(), []);
  });
});
