import type {
  CoreV1Event,
  V1Container,
  V1ContainerStatus,
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
} from "@kubernetes/client-node";
import type { Snapshot } from "../../../../rollout/diagnosis/snapshot";

/** When all snapshots of the tests are taken. */
export const NOW = new Date("2026-11-24T12:00:00Z");

/** A moment before {@link NOW}. */
export const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

export const IMAGE = "gcr.io/outsrc/outsrc-demo-front:1.2.3";
const OLD_IMAGE = "gcr.io/outsrc/outsrc-demo-front:1.2.2";

type Part<T> = { readonly [Key in keyof T]?: T[Key] extends Date | undefined ? T[Key] : Part<T[Key]> };

/** A snapshot of a Deployment `front` in the middle of a rollout: one old pod serves, one new pod was made. */
export interface Scene {
  readonly deployment?: { metadata?: object; spec?: object; status?: object };
  /** Of the new ReplicaSet. */
  readonly conditions?: readonly object[];
  readonly container?: Part<V1Container>;
  /** Of the new pods. */
  readonly pods?: readonly NewPod[];
  readonly oldPods?: readonly NewPod[];
  readonly events?: readonly CoreV1Event[];
}

/** A pod of a scene. */
export interface NewPod {
  readonly name?: string;
  readonly metadata?: object;
  readonly status?: object;
  readonly spec?: object;
  /** Status of its one container. */
  readonly container?: Part<V1ContainerStatus>;
  /** Statuses of its init containers. */
  readonly init?: readonly Part<V1ContainerStatus>[];
}

const template = (image: string, container: object = {}) => ({
  metadata: { labels: { app: "front" } },
  spec: { containers: [{ name: "front", image, ...container }] },
});
type Template = ReturnType<typeof template>;

function replicaSet(name: string, podTemplate: Template, conditions: readonly object[] = []): V1ReplicaSet {
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(300),
      ownerReferences: [{ controller: true, uid: "front", kind: "Deployment", name: "front", apiVersion: "apps/v1" }],
    },
    spec: {
      template: {
        ...podTemplate,
        metadata: { labels: { ...podTemplate.metadata.labels, "pod-template-hash": name } },
      },
    },
    status: { conditions },
  } as unknown as V1ReplicaSet;
}

const ready = (status: boolean) => ({ type: "Ready", status: status ? "True" : "False" });

function pod(owner: string, podTemplate: Template, scene: NewPod): V1Pod {
  const name = scene.name ?? `${owner}-pod`;
  const status = scene.container && {
    name: "front",
    image: podTemplate.spec.containers[0]?.image,
    imageID: "",
    ready: false,
    restartCount: 0,
    ...scene.container,
  };
  return {
    metadata: {
      name,
      uid: name,
      namespace: "outsrc-dev",
      ownerReferences: [{ controller: true, uid: owner, kind: "ReplicaSet", name: owner, apiVersion: "apps/v1" }],
      ...scene.metadata,
    },
    spec: { nodeName: "node-1", ...podTemplate.spec, ...scene.spec },
    status: {
      phase: "Running",
      conditions: [ready(scene.container?.ready === true)],
      containerStatuses: status && [status],
      initContainerStatuses: scene.init?.map((init) => ({ ready: false, restartCount: 0, ...init })),
      ...scene.status,
    },
  } as unknown as V1Pod;
}

function deploymentOf({ deployment = {}, container }: Scene): V1Deployment {
  return {
    metadata: { name: "front", uid: "front", generation: 2, ...deployment.metadata },
    spec: { replicas: 1, minReadySeconds: 5, template: template(IMAGE, container), ...deployment.spec },
    status: {
      observedGeneration: 2,
      replicas: 2,
      updatedReplicas: 1,
      availableReplicas: 1,
      ...deployment.status,
    },
  } as unknown as V1Deployment;
}

/** The snapshot of a scene. */
export function snapshotOf(scene: Scene): Snapshot {
  const { pods = [{ container: {} }], oldPods = [{ container: { ready: true } }], events = [] } = scene;
  const present = template(IMAGE, scene.container);
  const old = template(OLD_IMAGE);
  return {
    takenAt: NOW,
    deployments: [deploymentOf(scene)],
    replicaSets: [replicaSet("front-old", old), replicaSet("front-new", present, scene.conditions)],
    pods: [
      ...oldPods.map((each) => pod("front-old", old, each)),
      ...pods.map((each) => pod("front-new", present, each)),
    ],
    events,
  };
}

/** An event about a pod, by default the new one, or about one of its containers. */
export function event(
  reason: string,
  message: string,
  about: { pod?: string; container?: string; count?: number; first?: Date; last?: Date; type?: string } = {},
): CoreV1Event {
  const { pod: name = "front-new-pod", container, count = 1, first = ago(30), last = first, type = "Warning" } = about;
  const made: unknown = {
    metadata: { name: `${name}.${reason}` },
    involvedObject: { uid: name, ...(container === undefined ? {} : { fieldPath: `spec.containers{${container}}` }) },
    type,
    reason,
    message,
    count,
    firstTimestamp: first,
    lastTimestamp: last,
  };
  return made as CoreV1Event;
}
