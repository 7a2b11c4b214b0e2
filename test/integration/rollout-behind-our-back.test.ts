import assert from "node:assert/strict";
import { AppsV1Api, CoreV1Api, KubeConfig, type V1PodTemplateSpec } from "@kubernetes/client-node";
import { newEnvironment, type Environment } from "./support/environment";
import { liveEnvironment, liveImage, type LiveEnvironment } from "./support/live-environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const BACK = "gcr.io/outsrc/outsrc-demo-back";
const FRONT = "gcr.io/outsrc/outsrc-demo-front";

describe("what somebody changes behind rollout's back", () => {
  let world: World;
  let environment: Environment;
  let apps: AppsV1Api;
  let core: CoreV1Api;
  let wanted: LiveEnvironment;

  const live = () => liveEnvironment(world, environment);
  /** What `rollout status` finds wrong. */
  const problems = async (...flags: string[]) => {
    const { code, results } = await environment.rollout("status", "--json", ...flags);
    assert.equal(code, 1);
    return (JSON.parse(results[0] ?? "") as { problems: string[] }).problems;
  };
  /** Puts things right, and tells what it said before it did. */
  const putRight = async () => {
    const { code, error, progress } = await environment.rollout("up", "--yes");
    assert.deepEqual([code, error], [0, ""], progress.join("\n"));
    assert.deepEqual(await live(), wanted);
    return progress.join("\n");
  };

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "behind-our-back");
    const config = new KubeConfig();
    config.loadFromFile(world.kubeconfig);
    apps = config.makeApiClient(AppsV1Api);
    core = config.makeApiClient(CoreV1Api);
    assert.equal((await environment.rollout("up", "--yes", "-m", "first release")).error, "");
    const { error } = await environment.rollout("set-image", `front=${FRONT}:1.2.0`, "--yes", "-m", "faster search");
    assert.equal(error, "");
    wanted = await live();
  });

  it("as kubectl set image does is shown and put right", async () => {
    await world.cluster.setImage(environment.namespace, "front", `${FRONT}:0.9.0`);
    assert.equal(await liveImage(world, environment.namespace, "front"), `${FRONT}:0.9.0`);
    const said = await putRight();
    assert.match(said, /^ {2}~ {2}update Deployment front\n.*image: \S+:0\.9\.0 → \S+:1\.2\.0$/m);
  });

  it("as kubectl scale does is told by status, and put right", async () => {
    await apps.patchNamespacedDeploymentScale({
      name: "front",
      namespace: environment.namespace,
      fieldManager: "kubectl",
      body: [{ op: "replace", path: "/spec/replicas", value: 3 }],
    });
    assert.deepEqual(await problems("--watch"), ["front: Deployment front asks for 3 pods, wanted 1"]);
    assert.match(await putRight(), /spec\.replicas: 3 → 1$/m);
  });

  it("as kubectl rollout undo does is put right", async () => {
    const { namespace } = environment;
    const { items } = await apps.listNamespacedReplicaSet({ namespace });
    const first = items.find(({ spec }) => spec?.template?.spec?.containers[0]?.image === `${FRONT}:1.1.0`);
    const template = JSON.parse(JSON.stringify(first?.spec?.template)) as V1PodTemplateSpec;
    delete template.metadata?.labels?.["pod-template-hash"];
    await apps.patchNamespacedDeployment({
      name: "front",
      namespace,
      fieldManager: "kubectl-rollout",
      body: [{ op: "replace", path: "/spec/template", value: template }],
    });
    assert.equal(await liveImage(world, namespace, "front"), `${FRONT}:1.1.0`);
    assert.match(await putRight(), /image: \S+:1\.1\.0 → \S+:1\.2\.0$/m);
  });

  it("as who deletes a Service does is put right", async () => {
    await world.cluster.delete("v1", "Service", "back", environment.namespace);
    assert.match(await putRight(), /^ {2}\+ {2}create Service back$/m);
  });

  it("as who deletes a Deployment does ends status -w, and is put right", async () => {
    await world.cluster.delete("apps/v1", "Deployment", "back", environment.namespace);
    assert.deepEqual(await problems("--watch"), [`back: there is no Deployment back, wanted ${BACK}:1.1.0`]);
    assert.match(await putRight(), /^ {2}\+ {2}create Deployment back$/m);
  });

  it("as who edits a DNS record does is told by status, and put right", async () => {
    const [record] = await environment.cnames();
    await environment.redirect(record!, "elsewhere.example.com");
    assert.deepEqual(await problems(), [
      `${environment.host}: its DNS record leads to elsewhere.example.com, not to proxy.outsrc.dev`,
    ]);
    assert.match(await putRight(), /content: elsewhere\.example\.com → proxy\.outsrc\.dev$/m);
  });

  it("to a pod, which no plan names, is told by preview", async () => {
    const { namespace } = environment;
    const { items } = await core.listNamespacedPod({ namespace });
    const name = items.find(({ spec }) => spec?.containers[0]?.image === `${FRONT}:1.2.0`)?.metadata?.name ?? "";
    const setImage = (value: string) =>
      core.patchNamespacedPod({ name, namespace, body: [{ op: "replace", path: "/spec/containers/0/image", value }] });
    const previewed = async (...flags: string[]) => (await environment.rollout("preview", ...flags)).results[0] ?? "";
    await setImage(`${FRONT}:0.9.0`);
    const message = `front: pod ${name} runs ${FRONT}:0.9.0, wanted ${FRONT}:1.2.0`;
    assert.deepEqual((await previewed()).split("\n"), [
      "dev: no changes",
      "the cluster does not run what the stack says:",
      `  ${message}`,
      "rollout status dev says more",
    ]);
    const { mismatches } = JSON.parse(await previewed("--json")) as { mismatches: unknown };
    assert.deepEqual(mismatches, [{ service: "front", message }]);
    assert.ok((await previewed("--markdown")).endsWith(`\n- \`${message}\``));
    await setImage(`${FRONT}:1.2.0`);
    assert.equal(await previewed(), "dev: no changes");
  });

  it("leaves nothing to do when it was put right", async () => {
    const { results } = await environment.rollout("up", "--yes");
    assert.deepEqual(results, ["nothing to do: dev runs revision 8"]);
  });
});
