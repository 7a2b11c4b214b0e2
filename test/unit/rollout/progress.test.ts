import assert from "node:assert/strict";
import { progressLine, progressOf } from "../../../rollout/progress";
import { ago, IMAGE, NOW, snapshotOf } from "./diagnosis/objects";

const running = { running: { startedAt: ago(3) } };
const ready = { container: { ready: true, state: running } };
const unready = { container: { started: true, state: running } };
const missing = {
  container: { state: { waiting: { reason: "InvalidImageName", message: "invalid reference format" } } },
};

describe("the progress of a service", () => {
  it("is one line that says what it waits for", () => {
    const snapshot = snapshotOf({ deployment: { spec: { replicas: 3 } }, pods: [ready, unready, unready] });
    const line = "front 1/3 ready, waiting for 2 new pods to pass the readiness probe";
    assert.equal(progressLine(snapshot, "front", NOW), line);
  });

  it("counts new pods only", () => {
    const snapshot = snapshotOf({ pods: [unready], oldPods: [ready, ready] });
    assert.equal(progressOf(snapshot, "front", NOW).ready, 0);
  });

  it("says why it cannot succeed", () => {
    assert.deepEqual(progressOf(snapshotOf({ pods: [missing] }), "front", NOW), {
      service: "front",
      ready: 0,
      wanted: 1,
      state: `image ${IMAGE} cannot be pulled: invalid reference format`,
    });
  });

  it("says when it is over", () => {
    const deployment = { status: { replicas: 1, updatedReplicas: 1, availableReplicas: 1 } };
    assert.equal(
      progressLine(snapshotOf({ deployment, pods: [ready], oldPods: [] }), "front", NOW),
      "front 1/1 ready, rolled out",
    );
  });

  it("knows nothing of a service that is not there", () => {
    assert.equal(progressLine({ ...snapshotOf({}), deployments: [] }, "front", NOW), "front 0/0 ready, not there yet");
  });
});
