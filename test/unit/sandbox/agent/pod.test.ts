import assert from "node:assert/strict";

import type { Pod, PodStatus } from "../../../../sandbox/agent/objects";
import { admitted, advancePod, type PodContext } from "../../../../sandbox/agent/pod";
import type { PodEvent } from "../../../../sandbox/agent/pod-event";

const START = Date.UTC(2026, 0, 1);

function context(now: number, changes: Partial<PodContext> = {}): PodContext {
  const base = { podIp: "10.64.0.1", hostIp: "127.0.0.1", readyDelayMs: 1000, digests: {} };
  return { now, ...base, configProblems: {}, volumeProblem: undefined, ...changes };
}

function pod(tag: string, spec: Partial<NonNullable<Pod["spec"]>> = {}): Pod {
  const containers = [{ name: "web", image: `repo/web:${tag}`, terminationMessagePolicy: "FallbackToLogsOnError" }];
  return {
    metadata: { name: "web-1", namespace: "shop", uid: "u1" },
    spec: { restartPolicy: "Always", containers, ...spec },
  };
}

/** Lives through `seconds` of a pod's life, looking again whenever it asks for that. */
function live(
  subject: Pod,
  seconds: number,
  changes: Partial<PodContext> = {},
): { status: PodStatus; events: Map<string, PodEvent> } {
  const events = new Map<string, PodEvent>();
  let now = START;
  let status: PodStatus = admitted(subject, context(now, changes));
  for (let looks = 0; looks < 1000; looks += 1) {
    const step = advancePod(subject, status, context(now, changes));
    status = step.status;
    for (const event of step.events) events.set(`${event.reason}: ${event.message}`, event);
    if (step.wakeMs === undefined || now + step.wakeMs > START + seconds * 1000) return { status, events };
    now += step.wakeMs;
  }
  throw new Error("the pod never comes to rest");
}

const container = (status: PodStatus) => status.containerStatuses![0]!;
const isReady = (status: PodStatus): boolean =>
  status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
const counts = (events: Map<string, PodEvent>): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { reason, count } of events.values()) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
};

describe("simulated pods", () => {
  it("makes a healthy pod Ready after the delay", () => {
    assert.equal(isReady(live(pod("1.0"), 0.9).status), false);
    const { status, events } = live(pod("1.0"), 1);
    assert.equal(isReady(status), true);
    assert.equal(status.phase, "Running");
    assert.match(container(status).imageID, /^repo\/web@sha256:/);
    assert.deepEqual(counts(events), { Pulling: 1, Pulled: 1, Created: 1, Started: 1 });
  });

  it("shows a failed pull, then the back-off, then the next pull", () => {
    const reasonAt = (seconds: number) => container(live(pod("1-missing"), seconds).status).state?.waiting?.reason;
    assert.deepEqual([0, 1, 2, 9, 10, 11, 12, 29, 30].map(reasonAt), [
      "ErrImagePull",
      "ErrImagePull",
      "ImagePullBackOff",
      "ImagePullBackOff",
      "ErrImagePull",
      "ErrImagePull",
      "ImagePullBackOff",
      "ImagePullBackOff",
      "ErrImagePull",
    ]);
  });

  it("says what a kubelet says about a missing image", () => {
    const { status, events } = live(pod("1-missing"), 5);
    assert.equal(
      container(status).state?.waiting?.message,
      'Back-off pulling image "repo/web:1-missing": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "repo/web:1-missing": failed to resolve reference "repo/web:1-missing": repo/web:1-missing: not found',
    );
    assert.equal(status.phase, "Pending");
    assert.equal(container(status).imageID, "");
    assert.deepEqual(counts(events), { Pulling: 1, Failed: 3, BackOff: 1 });
  });

  it("restarts a crashing container once at once, then backs off for ten seconds", () => {
    const at = (seconds: number) => container(live(pod("1-crash"), seconds).status);
    assert.equal(at(1).state?.terminated?.exitCode, 1);
    assert.equal(at(1).state?.terminated?.reason, "Error");
    assert.equal(at(2).restartCount, 1);
    assert.notEqual(at(2).state?.running, undefined);
    assert.equal(at(5).state?.waiting?.reason, "CrashLoopBackOff");
    assert.equal(at(5).state?.waiting?.message, "back-off 10s restarting failed container=web pod=web-1_shop(u1)");
    assert.equal(at(5).lastState?.terminated?.exitCode, 1);
    assert.match(at(5).lastState?.terminated?.message ?? "", /DATABASE_URL is not set/);
    assert.equal(at(13).restartCount, 2);
  });

  it("doubles the back-off with every crash, up to five minutes", () => {
    const message = (seconds: number) => container(live(pod("1-crash"), seconds).status).state?.waiting?.message ?? "";
    assert.match(message(20), /^back-off 20s /);
    assert.match(message(45), /^back-off 40s /);
    assert.match(message(100), /^back-off 1m20s /);
    assert.match(message(2000), /^back-off 5m0s /);
  });

  it("kills a container that is out of memory with code 137", () => {
    const { status } = live(pod("1-oom"), 5);
    assert.equal(container(status).lastState?.terminated?.reason, "OOMKilled");
    assert.equal(container(status).lastState?.terminated?.exitCode, 137);
  });

  it("keeps an unready container running, never Ready, with failing probes as events", () => {
    const { status, events } = live(pod("1-unready"), 35);
    assert.notEqual(container(status).state?.running, undefined);
    assert.equal(container(status).started, true);
    assert.equal(isReady(status), false);
    assert.equal(events.get("Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503")?.count, 4);
    assert.equal(
      status.conditions?.find(({ type }) => type === "Ready")?.message,
      "containers with unready status: [web]",
    );
  });

  it("makes a slow container Ready after 20 seconds", () => {
    assert.equal(isReady(live(pod("1-slow"), 19).status), false);
    assert.equal(isReady(live(pod("1-slow"), 20).status), true);
  });

  it("restarts a flaky container once, after which it is Ready", () => {
    const { status } = live(pod("1-flaky"), 60);
    assert.equal(container(status).restartCount, 1);
    assert.equal(container(status).lastState?.terminated?.exitCode, 1);
    assert.equal(isReady(status), true);
  });

  it("waits for a ConfigMap that is missing, and starts once it is there", () => {
    const problems = { configProblems: { web: 'configmap "settings" not found' } };
    const { status, events } = live(pod("1.0"), 5, problems);
    assert.deepEqual(container(status).state?.waiting, {
      reason: "CreateContainerConfigError",
      message: 'configmap "settings" not found',
    });
    assert.equal(events.get('Failed: Error: configmap "settings" not found')?.count, 1);
    const next = advancePod(pod("1.0"), status, context(START + 7000));
    assert.notEqual(container(next.status).state?.running, undefined);
  });

  it("reports a volume that cannot be mounted", () => {
    const volumeProblem = 'MountVolume.SetUp failed for volume "v" : secret "keys" not found';
    const { status, events } = live(pod("1.0"), 25, { volumeProblem });
    assert.equal(container(status).state?.waiting?.reason, "ContainerCreating");
    assert.equal(events.get(`FailedMount: ${volumeProblem}`)?.count, 3);
  });

  it("ends a pod that is not to be restarted", () => {
    assert.equal(live(pod("1.0", { restartPolicy: "Never" }), 60).status.phase, "Succeeded");
    assert.equal(live(pod("1-crash", { restartPolicy: "Never" }), 60).status.phase, "Failed");
  });

  it("answers the same when nothing has changed", () => {
    const subject = pod("1-crash");
    const { status } = live(subject, 5);
    const once = advancePod(subject, status, context(START + 5000));
    assert.deepEqual(advancePod(subject, once.status, context(START + 5000)).status, once.status);
  });
});
