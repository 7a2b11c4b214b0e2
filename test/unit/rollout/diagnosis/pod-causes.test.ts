import assert from "node:assert/strict";
import { diagnose } from "../../../../rollout/diagnosis/diagnose";
import { ago, event, IMAGE, NOW, snapshotOf, type Scene } from "./objects";
import { held, itGoesOn, itNames, waiting, type Failure } from "./tables";

const container = { container: "front" };
const seenFor = (seconds: number) => ({ ...container, count: 2, first: ago(seconds + 1), last: ago(1) });
const unplaced = (seconds: number, more: object = {}) => ({
  spec: { nodeName: undefined },
  status: {
    phase: "Pending",
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        lastTransitionTime: ago(seconds),
        message:
          "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
      },
    ],
    ...more,
  },
});
const refused = (message: string, seconds = 6) => [
  { type: "ReplicaFailure", status: "True", reason: "FailedCreate", lastTransitionTime: ago(seconds), message },
];
const timedOut = (name: string) => ({
  status: {
    conditions: [
      {
        type: "Progressing",
        status: "False",
        reason: "ProgressDeadlineExceeded",
        message: `ReplicaSet "${name}" has timed out progressing.`,
      },
    ],
  },
  spec: { progressDeadlineSeconds: 180, replicas: 1 },
});
const QUOTA =
  'pods "front-new-x" is forbidden: exceeded quota: tight, requested: pods=1, used: pods=1, limited: pods=1';
const POD_SECURITY =
  'pods "front-new-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "front" must set securityContext.runAsNonRoot=true)';

const FAILURES: Readonly<Record<string, Failure>> = {
  "a pod that no node takes": {
    scene: { pods: [unplaced(21)] },
    kind: "unschedulable",
    message: "no node has room: 0/2 nodes are available: 2 Insufficient cpu",
    blamesImage: false,
  },
  "a ConfigMap that is missing": {
    scene: {
      pods: waiting("CreateContainerConfigError", 'configmap "front-config-abc" not found'),
      events: [event("Failed", 'Error: configmap "front-config-abc" not found', seenFor(10))],
    },
    kind: "missing-config",
    message: "ConfigMap front-config-abc is missing",
    blamesImage: false,
  },
  "a Secret that is missing": {
    scene: {
      pods: waiting("CreateContainerConfigError", 'secret "front-secrets-abc" not found'),
      events: [event("Failed", 'Error: secret "front-secrets-abc" not found', seenFor(10))],
    },
    kind: "missing-secret",
    message: "Secret front-secrets-abc is missing",
    blamesImage: false,
  },
  "a key that a Secret lacks": {
    scene: {
      pods: waiting("CreateContainerConfigError", "couldn't find key TOKEN in Secret outsrc-dev/front-secrets-abc"),
      events: [event("Failed", "Error: couldn't find key TOKEN in Secret outsrc-dev/front-secrets-abc", seenFor(10))],
    },
    kind: "missing-secret",
    message: "Secret front-secrets-abc lacks the key TOKEN",
    blamesImage: false,
  },
  "a ConfigMap that cannot be mounted": {
    scene: {
      pods: waiting("ContainerCreating"),
      events: [
        event("FailedMount", 'MountVolume.SetUp failed for volume "config" : configmap "front-config-abc" not found', {
          count: 5,
          first: ago(8),
          last: ago(1),
        }),
      ],
    },
    kind: "missing-config",
    message: "ConfigMap front-config-abc is missing",
    blamesImage: false,
  },
  "a pod that no node takes although an old pod has ended": {
    scene: {
      pods: [unplaced(100)],
      events: [event("Killing", "Stopping container front", { pod: "gone", first: ago(31) })],
    },
    kind: "unschedulable",
    message: "no node has room: 0/2 nodes are available: 2 Insufficient cpu",
    blamesImage: false,
  },
  "a quota that is used up": {
    scene: { pods: [], conditions: refused(QUOTA) },
    kind: "quota",
    message: "quota tight is used up: requested: pods=1, used: pods=1, limited: pods=1",
    blamesImage: false,
  },
  "a ReplicaSet that the quota does not admit": {
    scene: {
      pods: [],
      deployment: {
        spec: { replicas: 1, template: { spec: { containers: [] } } },
        status: {
          conditions: [
            {
              type: "Progressing",
              status: "False",
              reason: "ReplicaSetCreateError",
              lastTransitionTime: ago(6),
              message:
                'Failed to create new replica set "front-x": replicasets.apps "front-x" is forbidden: exceeded quota: tight, requested: count/replicasets.apps=1, used: count/replicasets.apps=2, limited: count/replicasets.apps=2',
            },
          ],
        },
      },
    },
    kind: "quota",
    message:
      "quota tight is used up: requested: count/replicasets.apps=1, used: count/replicasets.apps=2, limited: count/replicasets.apps=2",
    blamesImage: false,
  },
  "a Pod Security level that refuses the pods": {
    scene: { pods: [], conditions: refused(POD_SECURITY) },
    kind: "admission",
    message:
      'its pods are refused: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "front" must set securityContext.runAsNonRoot=true)',
    blamesImage: false,
  },
  "a webhook that refuses the pods": {
    scene: {
      pods: [],
      conditions: refused('admission webhook "policy.example.com" denied the request: no team label'),
    },
    kind: "admission",
    message: 'its pods are refused: admission webhook "policy.example.com" denied the request: no team label',
    blamesImage: false,
  },
  "no progress for whatever reason": {
    scene: {
      pods: waiting("ContainerCreating"),
      deployment: timedOut("front-new"),
      events: [event("FailedAttachVolume", "Multi-Attach error for volume data")],
    },
    kind: "deadline",
    message: "no progress for 180 s: Multi-Attach error for volume data",
    blamesImage: false,
  },
};

const PATIENCE: Readonly<Record<string, Scene>> = {
  "a pod that the autoscaler has not seen yet": { pods: [unplaced(19)] },
  "a pod that a new node is made for": {
    pods: [unplaced(100)],
    events: [event("TriggeredScaleUp", "pod triggered scale-up", { type: "Normal" })],
  },
  "a pod that others give way to": { pods: [unplaced(100, { nominatedNodeName: "node-1" })] },
  "a pod without room while an old pod ends": {
    pods: [unplaced(100)],
    oldPods: [{ metadata: { deletionTimestamp: ago(30) }, container: {} }],
  },
  "a pod without room just after an old pod was told to stop": {
    pods: [unplaced(100)],
    events: [event("Killing", "Stopping container front", { pod: "gone", first: ago(29) })],
  },
  "a quota that a pod used until a moment ago": {
    conditions: refused(QUOTA, 50),
    events: [event("Killing", "Stopping container front", { pod: "gone", first: ago(59) })],
  },
  "a quota that an ending pod still uses": {
    conditions: refused(QUOTA, 60),
    oldPods: [{ metadata: { deletionTimestamp: ago(30) }, container: {} }],
  },
  "a quota that has just refused": { conditions: refused(QUOTA, 2) },
  "a webhook that does not answer for a while": {
    conditions: refused('Internal error occurred: failed calling webhook "policy.example.com": connection refused', 15),
  },
  "a ConfigMap that was missed a moment ago": {
    pods: waiting("CreateContainerConfigError", 'configmap "front-config-abc" not found'),
    events: [event("Failed", 'Error: configmap "front-config-abc" not found', { ...container, first: ago(2) })],
  },
  "a ConfigMap that was mounted at last": {
    pods: waiting("ContainerCreating"),
    events: [
      event("FailedMount", 'MountVolume.SetUp failed for volume "config" : configmap "front-config-abc" not found', {
        count: 5,
        first: ago(60),
        last: ago(50),
      }),
      event("Pulling", `Pulling image "${IMAGE}"`, { ...container, type: "Normal" }),
    ],
  },
  "the missed deadline of the rollout before": { deployment: timedOut("front-old") },
  "a crash loop of an old pod": { pods: [{ container: {} }], oldPods: [held(5, "Error", 1)] },
  "a crash loop of a pod that is being deleted": {
    pods: [{ ...held(5, "Error", 1), metadata: { deletionTimestamp: ago(1) } }],
  },
  "an evicted pod": { pods: [{ ...held(5, "Error", 1), status: { phase: "Failed" } }] },
  "a failure seen before the change was noticed": {
    pods: [held(5, "Error", 1)],
    deployment: { metadata: { generation: 3 } },
  },
};

describe("the diagnosis of a pod", () => {
  itNames(FAILURES);
  itGoesOn(PATIENCE);

  it("names the pod and the container that show the cause", () => {
    const pods = [
      { name: "front-new-a", container: {} },
      { ...held(2, "Error", 1), name: "front-new-b" },
    ];
    const { cause } = diagnose(snapshotOf({ pods }), "front", NOW);
    assert.deepEqual([cause?.pod, cause?.container], ["front-new-b", "front"]);
  });

  it("names what a pod suffers from rather than the deadline that it misses", () => {
    const scene = { pods: waiting("InvalidImageName"), deployment: timedOut("front-new") };
    assert.equal(diagnose(snapshotOf(scene), "front", NOW).cause?.kind, "image-pull");
  });
});
