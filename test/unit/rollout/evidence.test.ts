import assert from "node:assert/strict";
import type { Cluster } from "../../../rollout/cluster";
import { diagnose } from "../../../rollout/diagnosis/diagnose";
import { collectEvidence, formatEvidence, redact } from "../../../rollout/evidence";
import { ago, event, IMAGE, NOW, snapshotOf, type Scene } from "./diagnosis/objects";

const CANARY = "canary-5f2d8";

const crashing: Scene = {
  container: { env: [{ name: "DATABASE_URL", value: CANARY }] },
  pods: [
    {
      container: {
        restartCount: 2,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s" } },
        lastState: { terminated: { exitCode: 1, reason: "Error", message: "Error: no database" } },
      },
    },
  ],
  events: [
    event("BackOff", "Back-off restarting failed container", { count: 3, first: ago(20), last: ago(2) }),
    event("Started", "Started container front", { type: "Normal", first: ago(25) }),
  ],
};

/** A cluster of which only the logs are asked. */
function loggedBy(logs: Cluster["logs"]): Cluster {
  return { logs } as Cluster;
}

async function evidenceOf(scene: Scene, cluster: Cluster) {
  const snapshot = snapshotOf(scene);
  const { cause } = diagnose(snapshot, "front", NOW);
  return collectEvidence(cluster, snapshot, [cause!]);
}

describe("evidence", () => {
  it("holds container states, events and the logs of both runs", async () => {
    const asked: unknown[] = [];
    const cluster = loggedBy((pod, container, options) => {
      asked.push({ pod, container, options });
      return Promise.resolve(options.previous ? "starting\nError: no database\n" : "starting\n");
    });
    const evidence = await evidenceOf(crashing, cluster);
    const pod = { namespace: "outsrc-dev", name: "front-new-pod" };
    assert.deepEqual(asked, [
      { pod, container: "front", options: { previous: false, tailLines: 50 } },
      { pod, container: "front", options: { previous: true, tailLines: 50 } },
    ]);
    assert.equal(
      formatEvidence(evidence),
      `front: container front crashed 3 times, exit code 1: Error: no database
  pod front-new-pod: Running, on node-1
    container front, image ${IMAGE}, 2 restarts
      waiting: CrashLoopBackOff, back-off 20s
      before that terminated: Error, exit code 1
      last log lines of the previous run:
        | starting
        | Error: no database
      last log lines:
        | starting
    events (UTC):
      11:59:35 Normal Started: Started container front
      11:59:58 Warning BackOff (3 times): Back-off restarting failed container`,
    );
  });

  it("holds no value of a variable", async () => {
    const evidence = await evidenceOf(
      crashing,
      loggedBy(() => Promise.resolve(undefined)),
    );
    assert.equal(JSON.stringify(evidence).includes(CANARY), false);
  });

  it("is gathered although logs cannot be read", async () => {
    const evidence = await evidenceOf(
      crashing,
      loggedBy(() => Promise.reject(new Error("the node is gone"))),
    );
    assert.equal(evidence.services[0]?.pods[0]?.containers[0]?.log, undefined);
  });

  it("asks for no previous log where there was no previous run", async () => {
    const scene: Scene = { pods: [{ container: { state: { waiting: { reason: "InvalidImageName" } } } }] };
    const previous: boolean[] = [];
    const cluster = loggedBy((_pod, _container, options) => {
      previous.push(options.previous);
      return Promise.resolve(undefined);
    });
    await evidenceOf(scene, cluster);
    assert.deepEqual(previous, [false]);
  });

  it("begins with the pod that the cause names, and holds three at most, of the new release only", async () => {
    const [failing] = crashing.pods!;
    const pods = ["a", "b", "c", "d"].map((name) => ({ ...(name === "d" ? failing : { container: {} }), name }));
    const evidence = await evidenceOf(
      { ...crashing, pods },
      loggedBy(() => Promise.resolve(undefined)),
    );
    assert.deepEqual(
      evidence.services[0]?.pods.map(({ name }) => name),
      ["d", "a", "b"],
    );
  });

  it("holds the last twenty events of a pod", async () => {
    const events = Array.from({ length: 25 }, (_, index) =>
      event("Unhealthy", `${index}`, { first: ago(100 - index) }),
    );
    const evidence = await evidenceOf(
      { ...crashing, events },
      loggedBy(() => Promise.resolve(undefined)),
    );
    const messages = evidence.services[0]?.pods[0]?.events.map(({ message }) => message);
    assert.deepEqual([messages?.length, messages?.[0], messages?.at(-1)], [20, "5", "24"]);
  });

  it("tells what the API server said of pods that could not be made", async () => {
    const message =
      'pods "front-x" is forbidden: exceeded quota: tight, requested: pods=1, used: pods=1, limited: pods=1';
    const condition = { type: "ReplicaFailure", status: "True", lastTransitionTime: ago(9), message };
    const evidence = await evidenceOf(
      { pods: [], conditions: [condition], events: [event("FailedCreate", message, { pod: "front-new" })] },
      loggedBy(() => Promise.resolve(undefined)),
    );
    assert.equal(
      formatEvidence(evidence),
      `front: quota tight is used up: requested: pods=1, used: pods=1, limited: pods=1
  events (UTC):
    11:59:30 Warning FailedCreate: ${message}`,
    );
  });
});

describe("redacting", () => {
  const forms = {
    "as it is": "pass/word+1",
    "in a URL": "postgres://user:pass%2Fword%2B1@db",
    "in base64": `data: ${Buffer.from("pass/word+1").toString("base64")}`,
  };
  for (const [how, text] of Object.entries(forms)) {
    it(`hides a secret ${how}`, () => {
      const hidden = redact(text, ["pass/word+1"]);
      assert.match(hidden, /\[secret\]/);
      assert.doesNotMatch(hidden, /word|cGFzcy93b3JkKzE/);
    });
  }

  it("hides a secret in JSON", () => {
    assert.equal(redact(JSON.stringify({ said: 'a"quote' }), ['a"quote']), '{"said":"[secret]"}');
  });

  it("hides a key whose lines are indented", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----";
    assert.equal(redact(key.replaceAll("\n", "\n  | "), [key]), "[secret]\n  | [secret]\n  | [secret]");
  });

  it("hides the longer of two secrets that begin alike", () => {
    assert.equal(redact("token-1 token-12", ["token-1", "token-12"]), "[secret] [secret]");
  });

  it("leaves a text as it is where a secret is empty or shorter than four characters", () => {
    assert.equal(redact("abc", ["", "a"]), "abc");
  });
});
