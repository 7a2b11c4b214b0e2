import assert from "node:assert/strict";
import { mismatchLines, verifyLive } from "../../../rollout/verify";
import { IMAGE, snapshotOf, type Scene } from "./diagnosis/objects";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const PINNED = `${IMAGE}@${DIGEST}`;

const pinned = (imageID: string): Scene => ({
  container: { image: PINNED },
  pods: [{ container: { ready: true, imageID } }],
  oldPods: [],
});
const ready = { container: { ready: true } };

interface Row {
  readonly scene: Scene;
  readonly image?: string;
  /** Declared number of pods. */
  readonly replicas?: number;
  /** Without the service's name; nothing where all is as wanted. */
  readonly message?: string;
}

const ROWS: Readonly<Record<string, Row>> = {
  "finds nothing where the wanted image serves": { scene: { pods: [ready], oldPods: [] } },
  "finds a Deployment with another image": {
    scene: {},
    image: "gcr.io/outsrc/outsrc-demo-front:2",
    message: `Deployment front has ${IMAGE}, wanted gcr.io/outsrc/outsrc-demo-front:2`,
  },
  "finds a change that was not acted on": {
    scene: { deployment: { metadata: { generation: 3 } } },
    message: "the cluster has not acted on the last change of Deployment front yet",
  },
  "finds an old pod that still serves": {
    scene: { pods: [ready], oldPods: [ready] },
    message: `pod front-old-pod runs gcr.io/outsrc/outsrc-demo-front:1.2.2, wanted ${IMAGE}`,
  },
  "overlooks an old pod that is being deleted": {
    scene: { pods: [ready], oldPods: [{ ...ready, metadata: { deletionTimestamp: new Date() } }] },
  },
  "finds that nothing serves": { scene: { oldPods: [] }, message: `no pod is ready, wanted ${IMAGE}` },
  "wants no pod where none is declared": { scene: { deployment: { spec: { replicas: 0 } }, pods: [], oldPods: [] } },
  "finds that all pods were taken away": {
    scene: { deployment: { spec: { replicas: 0 } }, pods: [], oldPods: [] },
    replicas: 2,
    message: "Deployment front asks for 0 pods, wanted 2",
  },
  "finds another number of pods": {
    scene: { pods: [ready], oldPods: [] },
    replicas: 3,
    message: "Deployment front asks for 1 pod, wanted 3",
  },
  "finds nothing where as many pods are asked for as declared": { scene: { pods: [ready], oldPods: [] }, replicas: 1 },
  "accepts the wanted digest": { scene: pinned(`gcr.io/outsrc/outsrc-demo-front@${DIGEST}`), image: PINNED },
  "finds another digest": {
    scene: pinned(`gcr.io/outsrc/outsrc-demo-front@${OTHER}`),
    image: PINNED,
    message: `pod front-new-pod runs the digest ${OTHER}, wanted ${DIGEST}`,
  },
  "accepts a runtime that tells no digest": { scene: pinned(OTHER), image: PINNED },
};

describe("what is live", () => {
  for (const [fact, { scene, image = IMAGE, replicas, message }] of Object.entries(ROWS)) {
    it(fact, () => {
      const found = verifyLive(snapshotOf(scene), {
        images: { front: image },
        deployments: { front: "front" },
        replicas: replicas === undefined ? {} : { front: replicas },
      });
      assert.deepEqual(found, message === undefined ? [] : [{ service: "front", message: `front: ${message}` }]);
    });
  }

  it("looks at the service's own container, not at a sidecar", () => {
    const sidecar = { name: "proxy", image: "proxy:1" };
    const spec = { containers: [sidecar, { name: "front", image: IMAGE }] };
    const found = verifyLive(
      snapshotOf({ deployment: { spec: { replicas: 0, template: { spec } } }, pods: [], oldPods: [] }),
      { images: { front: IMAGE }, deployments: {}, replicas: {} },
    );
    assert.deepEqual(found, []);
  });

  it("finds that a Deployment is missing", () => {
    const found = verifyLive(snapshotOf({}), {
      images: { back: "back:1" },
      deployments: { back: "back-7f" },
      replicas: {},
    });
    assert.deepEqual(found, [{ service: "back", message: "back: there is no Deployment back-7f, wanted back:1" }]);
  });

  it("is told in lines that begin with what is wrong and end with what to type", () => {
    const mismatches = ["front", "back"].map((service) => ({ service, message: `${service}: no pod is ready` }));
    assert.deepEqual(mismatchLines("dev", mismatches), [
      "the cluster does not run what the stack says:",
      "  front: no pod is ready",
      "  back: no pod is ready",
      "rollout status dev says more",
    ]);
    assert.deepEqual(mismatchLines("dev", []), []);
  });
});
