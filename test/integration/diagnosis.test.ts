import assert from "node:assert/strict";
import { connectCluster, type Cluster } from "../../rollout/cluster";
import type { CauseKind, Verdict } from "../../rollout/diagnosis/cause";
import { diagnose } from "../../rollout/diagnosis/diagnose";
import type { Snapshot } from "../../rollout/diagnosis/snapshot";
import { collectEvidence } from "../../rollout/evidence";
import { verifyLive } from "../../rollout/verify";
import { applierOf, type Apply, type Manifest } from "./support/apply";
import { requires } from "./support/requirements";
import { theWorld } from "./support/world";

const REPOSITORY = "gcr.io/outsrc/outsrc-demo-front";
const GOOD = `${REPOSITORY}:1.0.0`;
/** A cause has to be named by then; the sandbox's slow pods are ready after 20 s. */
const WITHIN_SECONDS = 30;

/** How one release of `front` differs from a good one. */
interface Release {
  readonly image?: string;
  readonly container?: object;
  /** What stands in its way, made before it. */
  readonly obstacle?: Manifest;
}

interface Failure extends Release {
  readonly kind: CauseKind;
  readonly message: RegExp;
}

const tagged = (word: string): Release => ({ image: `${REPOSITORY}:1.1.0-${word}` });

const FAILURES: Readonly<Record<string, Failure>> = {
  missing: {
    ...tagged("missing"),
    kind: "image-pull",
    message: new RegExp(`^front: image ${REPOSITORY}:1\\.1\\.0-missing cannot be pulled: not found$`),
  },
  crash: {
    ...tagged("crash"),
    kind: "crash",
    message: /^front: container front crashed 3 times, exit code 1: Error: DATABASE_URL is not set$/,
  },
  oom: {
    ...tagged("oom"),
    kind: "oom",
    message: /^front: container front ran out of memory 2 times; its limit is 128Mi$/,
  },
  unready: {
    ...tagged("unready"),
    container: { startupProbe: { ...probe(), failureThreshold: 5 }, readinessProbe: probe() },
    kind: "probe",
    message:
      /^front: container front did not pass its readiness probe within 16 s: HTTP probe failed with statuscode: 503$/,
  },
  unschedulable: {
    container: { resources: { requests: { cpu: "1000" } } },
    kind: "unschedulable",
    message: /^front: no node has room: 0\/4 nodes are available: 4 Insufficient cpu$/,
  },
  "missing-config": {
    container: { envFrom: [{ configMapRef: { name: "front-config-0" } }] },
    kind: "missing-config",
    message: /^front: ConfigMap front-config-0 is missing$/,
  },
  "missing-secret": {
    container: { env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "front-secrets", key: "TOKEN" } } }] },
    kind: "missing-secret",
    message: /^front: Secret front-secrets is missing$/,
  },
  quota: {
    image: `${REPOSITORY}:1.1.0`,
    obstacle: {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "pods" },
      spec: { hard: { pods: "1" } },
    },
    kind: "quota",
    message: /^front: quota pods is used up: requested: pods=1, used: pods=1, limited: pods=1$/,
  },
  admission: {
    image: `${REPOSITORY}:1.1.0`,
    obstacle: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "diagnosis-admission", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    kind: "admission",
    message: /^front: its pods are refused: violates PodSecurity "restricted:latest": /,
  },
};

function probe() {
  return { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 2, failureThreshold: 3 };
}

function deployment({ image = GOOD, container }: Release): Manifest {
  const labels = { app: "front" };
  const front = {
    name: "front",
    image,
    resources: { limits: { memory: "128Mi" } },
    terminationMessagePolicy: "FallbackToLogsOnError",
    startupProbe: { ...probe(), failureThreshold: 30 },
    ...container,
  };
  const strategy = { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
  const template = { metadata: { labels }, spec: { containers: [front] } };
  const spec = { replicas: 1, strategy, selector: { matchLabels: labels }, template };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "front" }, spec };
}

interface Outcome {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
}

describe("the diagnosis of live rollouts", function () {
  let cluster: Cluster;
  let apply: Apply;
  const outcomes = new Map<string, Promise<Outcome>>();

  /** The first final verdict on `front` as of this generation, and the snapshot that it was made from. */
  const verdictOn = (namespace: string, generation: number): Promise<Outcome> =>
    new Promise((resolve) => {
      const watch = cluster.watch(namespace, (snapshot) => {
        const verdict = diagnose(snapshot, "front", new Date());
        const live = snapshot.deployments[0]?.metadata?.generation ?? 0;
        if (!verdict.done || live < generation) return;
        watch.close();
        resolve({ verdict, snapshot });
      });
    });

  /** Lets a good release serve, and rolls this one out over it. */
  async function outcomeOf(name: string, release: Release): Promise<Outcome> {
    const namespace = `diagnosis-${name}`;
    await apply(namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const first = await apply(namespace, deployment({}));
    const { verdict } = await verdictOn(namespace, first.metadata?.generation ?? 0);
    assert.equal(verdict.message, "front: rolled out");
    if (release.obstacle) await apply(namespace, release.obstacle);
    const second = await apply(namespace, deployment(release));
    return verdictOn(namespace, second.metadata?.generation ?? 0);
  }

  before(async function () {
    requires(this, "go");
    const { kubeconfig } = await theWorld();
    cluster = connectCluster({ kubeconfig });
    apply = applierOf(kubeconfig);
    // All at the same time: most of each is waiting.
    const releases = { ...FAILURES, slow: tagged("slow"), flaky: tagged("flaky") };
    for (const [name, release] of Object.entries(releases)) outcomes.set(name, outcomeOf(name, release));
    await Promise.allSettled(outcomes.values());
  });

  for (const [name, failure] of Object.entries(FAILURES)) {
    it(`names the cause of "${name}" in time, while the old pod serves on`, async () => {
      const { verdict, snapshot } = await outcomes.get(name)!;
      assert.match(verdict.message, failure.message);
      assert.deepEqual([verdict.cause?.kind, verdict.cause?.message], [failure.kind, verdict.message]);
      const made = snapshot.replicaSets.map(({ metadata }) => metadata?.creationTimestamp?.getTime() ?? 0);
      const seconds = (snapshot.takenAt.getTime() - Math.max(...made)) / 1000;
      assert.equal(seconds < WITHIN_SECONDS, true, `${seconds} s`);
      assert.equal(snapshot.deployments[0]?.status?.availableReplicas, 1);
    });
  }

  for (const word of ["slow", "flaky"]) {
    it(`lets "${word}" succeed`, async () => {
      const { verdict, snapshot } = await outcomes.get(word)!;
      assert.deepEqual(verdict, { done: true, ok: true, message: "front: rolled out" });
      const images = { front: `${REPOSITORY}:1.1.0-${word}` };
      // The old pod may still be there for a moment, on its way out.
      assert.deepEqual(verifyLive(snapshot, { images, deployments: { front: "front" }, replicas: {} }), []);
    });
  }

  it("collects the logs of both runs of a crashing container, and its events", async () => {
    const { verdict, snapshot } = await outcomes.get("crash")!;
    const evidence = await collectEvidence(cluster, snapshot, [verdict.cause!]);
    const pod = evidence.services[0]?.pods[0];
    assert.match(pod?.containers[0]?.previousLog ?? "", /^Error: DATABASE_URL is not set$/m);
    assert.match(pod?.containers[0]?.log ?? "", /^Error: DATABASE_URL is not set$/m);
    const reasons = new Set(pod?.events.map(({ reason }) => reason));
    assert.deepEqual([...reasons].sort(), ["BackOff", "Created", "Pulled", "Pulling", "Scheduled", "Started"]);
  });

  it("has no log of a container that never ran, nor of a pod that is not there", async () => {
    const { verdict } = await outcomes.get("missing")!;
    const namespace = "diagnosis-missing";
    const options = { previous: false, tailLines: 50 };
    assert.equal(await cluster.logs({ namespace, name: verdict.cause?.pod ?? "" }, "front", options), undefined);
    assert.equal(await cluster.logs({ namespace, name: "nobody" }, "front", options), undefined);
  });
});
