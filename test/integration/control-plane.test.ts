import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";

import { APPLY, APPLY_HEADERS, connect } from "../../sandbox/agent/cluster";
import { COMPONENT_NAMES, type ComponentName } from "../../sandbox/component-spec";
import { downControlPlane, resetControlPlane, upControlPlane } from "../../sandbox/control-plane";
import { writeAtomically } from "../../sandbox/files";
import { layoutOf } from "../../sandbox/layout";
import { poll } from "../../sandbox/poll";
import { isAlive } from "../../sandbox/process-identity";
import { runningComponent } from "../../sandbox/supervisor";
import { requires } from "./support/requirements";

const run = promisify(execFile);
const READY_WITHIN_MS = 120_000;
const DIGEST = `sha256:${"d".repeat(64)}`;

/** Addresses that a process listens on, as `ss` shows them. */
async function listeners(pids: readonly number[]): Promise<string[]> {
  const { stdout } = await run("ss", ["-Hltnp"]);
  return stdout
    .split("\n")
    .filter((line) => pids.some((pid) => line.includes(`pid=${pid},`)))
    .map((line) => line.trim().split(/\s+/)[3] ?? "");
}

describe("the control plane", function () {
  this.timeout(READY_WITHIN_MS * 2);
  const directory = mkdtempSync(join(tmpdir(), "control-plane-"));
  const layout = layoutOf(directory);
  const up = () => upControlPlane({ directory, onProgress: () => undefined });
  const pids = (): number[] => COMPONENT_NAMES.flatMap((name) => runningComponent(layout, name)?.pid ?? []);
  let core: CoreV1Api;

  before(async function () {
    requires(this, "go");
    writeAtomically(layout.digests, JSON.stringify({ "repo/web:1.0": DIGEST }));
    const { kubeconfigPath } = await up();
    core = connect(kubeconfigPath).core;
  });

  after(async () => {
    await resetControlPlane({ directory });
    rmSync(directory, { recursive: true });
  });

  async function createPod(name: string, image: string, envFrom: object[] = []): Promise<void> {
    const spec = { containers: [{ name: "web", image, envFrom }] };
    const body = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
    await core.patchNamespacedPod({ name, namespace: "default", body, ...APPLY }, APPLY_HEADERS);
  }

  /** The pod as soon as `seen` holds for it. */
  async function podWhen(name: string, seen: (pod: V1Pod) => boolean, timeoutMs = 30_000): Promise<V1Pod> {
    let last: V1Pod | undefined;
    const found = await poll(
      async () => {
        last = await core.readNamespacedPod({ name, namespace: "default" });
        return seen(last) ? last : undefined;
      },
      timeoutMs,
      200,
    );
    assert.notEqual(found, undefined, `${name}: ${JSON.stringify(last?.status?.containerStatuses)}`);
    return found!;
  }
  const waitingReason = (pod: V1Pod): string | undefined => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason;
  const eventReasons = async (name: string): Promise<Set<string>> => {
    const { items } = await core.listNamespacedEvent({
      namespace: "default",
      fieldSelector: `involvedObject.name=${name}`,
    });
    return new Set(items.flatMap((event) => event.reason ?? []));
  };

  it("listens on loopback only", async () => {
    const addresses = await listeners(pids());
    assert.equal(addresses.length >= 7, true);
    assert.deepEqual(
      addresses.filter((address) => !address.startsWith("127.0.0.1:")),
      [],
    );
  });

  it("is left alone by a second up", async () => {
    const before = pids();
    assert.deepEqual((await up()).started, []);
    assert.deepEqual(pids(), before);
  });

  it("makes a pod Ready, with the digest that the file names for its tag", async () => {
    await createPod("healthy", "repo/web:1.0");
    const pod = await podWhen("healthy", ({ status }) => status?.containerStatuses?.[0]?.ready === true);
    assert.equal(pod.status?.containerStatuses?.[0]?.imageID, `repo/web@${DIGEST}`);
  });

  it("fails to pull an image whose tag says so", async () => {
    await createPod("missing", `repo/web:2-missing@${DIGEST}`);
    await podWhen("missing", (pod) => waitingReason(pod) === "ImagePullBackOff");
    assert.deepEqual([...(await eventReasons("missing"))].sort(), ["BackOff", "Failed", "Pulling", "Scheduled"]);
  });

  it("crashes with a stack trace in the logs of both runs", async () => {
    await createPod("crash", "repo/web:2-crash");
    const pod = await podWhen("crash", (candidate) => waitingReason(candidate) === "CrashLoopBackOff");
    assert.equal(pod.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode, 1);
    for (const previous of [false, true]) {
      const log = await poll(async () => {
        const text = await core.readNamespacedPodLog({ name: "crash", namespace: "default", previous }).catch(() => "");
        return text === "" ? undefined : text;
      }, 10_000);
      assert.match(log ?? "", /Error: DATABASE_URL is not set\n {4}at loadConfig/);
    }
    assert.equal((await eventReasons("crash")).has("BackOff"), true);
  });

  it("waits for a ConfigMap and starts the pod once it is there", async () => {
    await createPod("settings", "repo/web:1.0", [{ configMapRef: { name: "late" } }]);
    const pod = await podWhen("settings", (candidate) => waitingReason(candidate) === "CreateContainerConfigError");
    assert.equal(pod.status?.containerStatuses?.[0]?.state?.waiting?.message, 'configmap "late" not found');
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "late" } };
    await core.patchNamespacedConfigMap({ name: "late", namespace: "default", body, ...APPLY }, APPLY_HEADERS);
    await podWhen("settings", ({ status }) => status?.containerStatuses?.[0]?.ready === true);
  });

  for (const name of COMPONENT_NAMES) {
    it(`is repaired by up after ${name} was killed`, async () => {
      const killed = runningComponent(layout, name)!;
      process.kill(killed.pid, "SIGKILL");
      await poll(() => (isAlive(killed) ? undefined : true), 5000, 20);
      const { started } = await up();
      assert.equal(started.includes(name), true);
      assert.equal(pids().length, COMPONENT_NAMES.length);
      await core.readNamespacedPod({ name: "healthy", namespace: "default" });
    });
  }

  it("leaves no process after down, and has its data after the next up", async () => {
    const before: ComponentName[] = [...COMPONENT_NAMES];
    const running = before.map((name) => runningComponent(layout, name)!);
    await downControlPlane({ directory });
    assert.deepEqual(
      running.filter((component) => isAlive(component)),
      [],
    );
    assert.equal((await listeners(running.map(({ pid }) => pid))).length, 0);
    await up();
    await podWhen("healthy", ({ status }) => status?.phase === "Running");
  });
});
