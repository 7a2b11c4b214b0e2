import assert from "node:assert/strict";
import { diagnose } from "../../../../rollout/diagnosis/diagnose";
import { ago, event, IMAGE, NOW, snapshotOf, type Scene } from "./objects";

const running = { running: { startedAt: ago(3) } };
const startupProbe = { periodSeconds: 2, failureThreshold: 30 };
const pulling = event("Pulling", `Pulling image "${IMAGE}"`, { container: "front", type: "Normal" });
const pulled = event("Pulled", `Successfully pulled image "${IMAGE}"`, {
  container: "front",
  type: "Normal",
  first: ago(20),
});
const creating = [{ container: { state: { waiting: { reason: "ContainerCreating" } } } }];

const WAITS: Readonly<Record<string, Scene>> = {
  "waiting for the change to be noticed": { deployment: { metadata: { generation: 3 } } },
  "waiting for 1 new pod to get a node": { pods: [{ spec: { nodeName: undefined } }] },
  "waiting for 2 new pods to be set up": { pods: [creating[0]!, creating[0]!], events: [] },
  "waiting for 1 new pod to pull the image": { pods: creating, events: [pulling] },
  "waiting for 1 new pod to be set up": { pods: creating, events: [pulling, pulled] },
  "waiting for 1 new pod to restart after a crash": {
    pods: [{ container: { state: { terminated: { exitCode: 1 } } } }],
  },
  "waiting for 1 new pod to pass the startup probe": {
    container: { startupProbe },
    pods: [{ container: { started: false, state: running } }, { container: { started: true, state: running } }],
  },
  "waiting for 2 new pods to pass the readiness probe": {
    deployment: { spec: { replicas: 3 } },
    pods: [1, 2].map(() => ({ container: { started: true, state: running } })),
  },
  "waiting for 1 new pod to stay ready for 5 s": {
    deployment: { status: { availableReplicas: 0, updatedReplicas: 1 } },
    pods: [{ container: { ready: true, state: running } }],
  },
  "waiting for 2 new pods to be made": {
    deployment: { spec: { replicas: 3 }, status: { updatedReplicas: 1, availableReplicas: 4, replicas: 4 } },
    pods: [{ container: { ready: true, state: running } }],
  },
  "waiting for 1 old pod to end": {
    deployment: { status: { updatedReplicas: 1, availableReplicas: 2, replicas: 2 } },
    pods: [{ container: { ready: true, state: running } }],
  },
  "paused; continue with kubectl rollout resume deployment/front": { deployment: { spec: { paused: true } } },
};

describe("waiting for a rollout", () => {
  for (const [message, scene] of Object.entries(WAITS)) {
    it(`says "${message}"`, () => {
      assert.deepEqual(diagnose(snapshotOf(scene), "front", NOW), {
        done: false,
        ok: false,
        message: `front: ${message}`,
      });
    });
  }

  it("is over when every pod is new and available, whatever an autoscaler makes of their number", () => {
    const status = { replicas: 7, updatedReplicas: 7, availableReplicas: 7 };
    const scene = { deployment: { status }, pods: [{ container: { ready: true, state: running, restartCount: 4 } }] };
    const grown = snapshotOf({ ...scene, deployment: { status, spec: { replicas: 7 } } });
    const shrinking = snapshotOf(scene);
    const rolledOut = { done: true, ok: true, message: "front: rolled out" };
    assert.deepEqual(diagnose(grown, "front", NOW), rolledOut);
    assert.deepEqual(diagnose(shrinking, "front", NOW), rolledOut);
  });

  it("is over at once where no pods are wanted", () => {
    const deployment = { spec: { replicas: 0 }, status: { replicas: 0, updatedReplicas: 0, availableReplicas: 0 } };
    assert.equal(diagnose(snapshotOf({ deployment, pods: [] }), "front", NOW).ok, true);
  });

  it("goes on for a Deployment that is not there yet", () => {
    const verdict = diagnose({ ...snapshotOf({}), deployments: [] }, "front", NOW);
    assert.deepEqual(verdict, { done: false, ok: false, message: "front: not there yet" });
  });

  it("takes the oldest of several ReplicaSets with the present template, as the controller does", () => {
    const snapshot = snapshotOf({ pods: [{ container: { state: { waiting: { reason: "InvalidImageName" } } } }] });
    const older = structuredClone(snapshot.replicaSets[1]!);
    Object.assign(older.metadata!, { uid: "older", creationTimestamp: ago(900) });
    assert.equal(diagnose(snapshot, "front", NOW).done, true);
    const both = { ...snapshot, replicaSets: [...snapshot.replicaSets, older] };
    assert.equal(diagnose(both, "front", NOW).message, "front: waiting for 1 old pod to end");
  });
});
