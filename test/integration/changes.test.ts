import assert from "node:assert/strict";
import { copyFileSync, cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../rollout/engine";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const NAMESPACE = "outsrc-changes";
const root = join(__dirname, "../..");

/** The program as it would be with another services.ts: everything else is the real one. */
function programWith(directory: string, services: string): () => Record<string, unknown> {
  for (const folder of ["components", "config", "manifests"])
    cpSync(join(root, folder), join(directory, folder), { recursive: true });
  for (const file of ["index.ts", "package.json", "tsconfig.json"])
    copyFileSync(join(root, file), join(directory, file));
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "services.ts"), services);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program lies where this test has put it
  return require(join(directory, "index.ts")) as () => Record<string, unknown>;
}

const FRONT_ONLY = `export const app = "outsrc";
export const services = { front: { port: 8080, path: "/", probes: { readiness: "/ready", liveness: "/healthz" } } };
`;

describe("changes to one environment", () => {
  let world: World;
  let project: Project;
  let engine: Engine;

  const names = async (kind: string, apiVersion = "v1") =>
    (await world.cluster.list(apiVersion, kind, NAMESPACE)).map(({ metadata }) => metadata?.name ?? "").sort();
  const version = async (apiVersion: string, kind: string, name: string) =>
    (await world.cluster.get(apiVersion, kind, name, NAMESPACE)).metadata?.resourceVersion;
  const steps = async (message: string) =>
    (await engine.up(message)).map(({ operation, type, name }) => `${operation} ${type.replace(/.*:/, "")} ${name}`);
  const configMaps = async () => (await names("ConfigMap")).filter((name) => name.startsWith("back-config"));

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    project = world.project();
    project.set("dev", ["namespace"], NAMESPACE);
    project.set("dev", ["hosts"], ["changes.outsrc.dev"]);
    engine = await project.open("dev");
    await engine.up("begin");
  });

  it("updates exactly one Deployment when one image changes, and says why in its history", async () => {
    project.set("dev", ["images", "front"], "gcr.io/outsrc/outsrc-demo-front:1.2.0");
    project.set("dev", ["releaseNotes"], { front: "faster search" });
    assert.deepEqual(await steps("front 1.2.0"), ["update Deployment front"]);
    const { metadata } = await world.cluster.get("apps/v1", "Deployment", "front", NAMESPACE);
    assert.equal(metadata?.annotations?.["kubernetes.io/change-cause"], "faster search (outsrc-demo-front:1.2.0)");
  });

  it("updates exactly the KongPlugin when the allow list changes", async () => {
    const untouched = async () => [
      await version("networking.k8s.io/v1", "Ingress", "outsrc"),
      await version("apps/v1", "Deployment", "front"),
      await version("apps/v1", "Deployment", "back"),
    ];
    const before = await untouched();
    project.set("dev", ["ipRestriction", "allow"], ["192.0.2.0/24"]);
    assert.deepEqual(await steps("new office"), ["update KongPlugin ip-restriction"]);
    assert.deepEqual(await untouched(), before);
    const plugin = await world.cluster.get("configuration.konghq.com/v1", "KongPlugin", "ip-restriction", NAMESPACE);
    assert.deepEqual((plugin as { config?: unknown }).config, { allow: ["192.0.2.0/24"], status: 403 });
  });

  it("rolls a Deployment when its config file changes, and leaves the old ConfigMap to the old pods", async () => {
    const [old] = await configMaps();
    project.set("dev", ["services", "back", "files", "features.yaml"], "search: false\n");
    const done = await steps("search off");
    assert.deepEqual(
      done.filter((step) => step.includes("Deployment")),
      ["update Deployment back"],
    );
    assert.ok(done.includes("create-replacement ConfigMap back-config"));
    const now = await configMaps();
    assert.equal(now.length, 2);
    assert.ok(now.includes(old!));
  });

  it("goes back to an earlier config file, whose ConfigMap is still there", async () => {
    project.set("dev", ["services", "back", "files", "features.yaml"], "search: true\ncheckout: preview\n");
    await engine.up("search on again");
    assert.equal((await configMaps()).length, 2);
    assert.deepEqual(await engine.preview(), []);
  });

  it("hands the replicas to an autoscaler without ever scaling down (TRAP 14)", async () => {
    project.set("dev", ["services", "front", "replicas"], 3);
    await engine.up("three pods");
    project.set("dev", ["services", "front", "replicas"], undefined);
    project.set("dev", ["services", "front", "autoscaling"], { minReplicas: 3, maxReplicas: 5 });
    assert.deepEqual(await steps("autoscale"), ["create HorizontalPodAutoscaler front", "update Deployment front"]);
    assert.equal((await world.cluster.get("apps/v1", "Deployment", "front", NAMESPACE)).spec?.["replicas"], 3);
    assert.deepEqual(await engine.preview(), []);
  });

  it("leaves the number of pods to the autoscaler when the image changes (TRAP 14)", async () => {
    await world.cluster.scale(NAMESPACE, "front", 5);
    project.set("dev", ["images", "front"], "gcr.io/outsrc/outsrc-demo-front:1.3.0");
    assert.deepEqual(await steps("front 1.3.0"), ["update Deployment front"]);
    assert.equal((await world.cluster.get("apps/v1", "Deployment", "front", NAMESPACE)).spec?.["replicas"], 5);
  });

  it("takes the plugin off the Ingress before it deletes it", async () => {
    project.set("dev", ["ipRestriction"], undefined);
    const done = await steps("open to all");
    assert.deepEqual(done, [
      "update Ingress outsrc",
      "delete KongPlugin ip-restriction",
      "delete KongPlugin ip-restriction",
      "delete IpRestriction ip-restriction",
    ]);
    assert.deepEqual(await names("KongPlugin", "configuration.konghq.com/v1"), []);
  });

  it("deletes everything of a service that is removed, but for its retained config", async () => {
    project.set("dev", ["images", "back"], undefined);
    project.set("dev", ["services", "back"], undefined);
    engine = await project.open("dev", programWith(project.directory, FRONT_ONLY));
    await engine.up("back is gone");
    assert.deepEqual(await names("Deployment", "apps/v1"), ["front"]);
    assert.deepEqual(await names("Service"), ["front"]);
    assert.deepEqual(await names("ServiceAccount"), ["default", "front"]);
    assert.deepEqual(await names("NetworkPolicy", "networking.k8s.io/v1"), [
      "acme-http01-solver",
      "default-deny",
      "front",
    ]);
    assert.equal((await configMaps()).length, 2);
  });
});
