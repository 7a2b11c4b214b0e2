import { isDeepStrictEqual } from "node:util";
import type {
  CoreV1Event,
  KubernetesObject,
  V1Container,
  V1ContainerStatus,
  V1Deployment,
  V1Pod,
  V1PodTemplateSpec,
  V1ReplicaSet,
} from "@kubernetes/client-node";
import { inOrder } from "./occurrence";
import type { Snapshot } from "./snapshot";
import type { Finding } from "./cause";

/** What a Deployment is rolling out: only what belongs to its present pod template, never an older pod. */
export interface Release {
  readonly service: string;
  readonly deployment: V1Deployment;
  /** ReplicaSet of the present pod template; `undefined` until the controller has made it. */
  readonly replicaSet: V1ReplicaSet | undefined;
  /** Its pods, without those that are being deleted or were evicted: others have taken their place. */
  readonly pods: readonly ReleasePod[];
  readonly snapshot: Snapshot;
  readonly now: Date;
}

/** One pod of a release. */
export interface ReleasePod {
  readonly name: string;
  readonly pod: V1Pod;
  /** Init containers first, as they run. Empty until the pod is on a node. */
  readonly containers: readonly ReleaseContainer[];
  /** About the pod or one of its containers, the oldest first. */
  readonly events: readonly CoreV1Event[];
}

/** One container of a pod of a release. */
export interface ReleaseContainer {
  readonly name: string;
  readonly spec: V1Container | undefined;
  readonly status: V1ContainerStatus;
  /** About this container, the oldest first. */
  readonly events: readonly CoreV1Event[];
}

/** Why a release cannot succeed, if this rule sees it. */
export type Rule = (release: Release) => Finding | undefined;

const HASH_LABEL = "pod-template-hash";

/** What makes two pod templates the same: all of it but the hash. */
function withoutHash(template: V1PodTemplateSpec | undefined): readonly unknown[] {
  const metadata = template?.metadata;
  return [
    Object.entries(metadata?.labels ?? {})
      .filter(([key]) => key !== HASH_LABEL)
      .sort(),
    metadata?.annotations ?? {},
    template?.spec,
  ];
}

/** Whether an object belongs to a controller. */
export function isControlledBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  const references = object.metadata?.ownerReferences ?? [];
  return references.some(({ controller, uid }) => controller === true && uid === owner.metadata?.uid);
}

/**
 * The ReplicaSet of a Deployment's present pod template. As in kubectl and the controller (`FindNewReplicaSet`): the
 * templates are the same but for the hash, and of several the oldest counts.
 */
function newReplicaSet(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[]): V1ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec?.template);
  return replicaSets
    .filter((replicaSet) => isControlledBy(replicaSet, deployment))
    .filter((replicaSet) => isDeepStrictEqual(withoutHash(replicaSet.spec?.template), wanted))
    .sort((a, b) => Number(a.metadata?.creationTimestamp) - Number(b.metadata?.creationTimestamp))[0];
}

/** Events about an object, the oldest first. */
export function eventsAbout(object: KubernetesObject, { events }: Snapshot): CoreV1Event[] {
  return inOrder(events.filter(({ involvedObject }) => involvedObject.uid === object.metadata?.uid));
}

function releasePod(pod: V1Pod, snapshot: Snapshot): ReleasePod {
  const events = eventsAbout(pod, snapshot);
  const containers = (specs: readonly V1Container[] = [], statuses: readonly V1ContainerStatus[] = []) =>
    statuses.map((status) => ({
      name: status.name,
      spec: specs.find(({ name }) => name === status.name),
      status,
      events: events.filter(({ involvedObject }) => involvedObject.fieldPath?.endsWith(`{${status.name}}`)),
    }));
  return {
    name: pod.metadata?.name ?? "",
    pod,
    containers: [
      ...containers(pod.spec?.initContainers, pod.status?.initContainerStatuses),
      ...containers(pod.spec?.containers, pod.status?.containerStatuses),
    ],
    events,
  };
}

const isActive = ({ metadata, status }: V1Pod): boolean =>
  metadata?.deletionTimestamp === undefined && status?.phase !== "Failed" && status?.phase !== "Succeeded";

/** What a Deployment is rolling out now; `undefined` where there is no such Deployment. */
export function releaseOf(snapshot: Snapshot, deploymentName: string, now: Date): Release | undefined {
  const deployment = snapshot.deployments.find(({ metadata }) => metadata?.name === deploymentName);
  if (!deployment) return undefined;
  const replicaSet = newReplicaSet(deployment, snapshot.replicaSets);
  const pods = snapshot.pods.filter((pod) => replicaSet && isControlledBy(pod, replicaSet) && isActive(pod));
  return {
    service: deploymentName,
    deployment,
    replicaSet,
    pods: pods.map((pod) => releasePod(pod, snapshot)),
    snapshot,
    now,
  };
}

/** The first thing that is found in a container of a release. */
export function firstInContainers(
  { pods }: Release,
  find: (container: ReleaseContainer, pod: ReleasePod) => Omit<Finding, "pod" | "container"> | undefined,
): Finding | undefined {
  for (const pod of pods) {
    for (const container of pod.containers) {
      const found = find(container, pod);
      if (found) return { ...found, pod: pod.name, container: container.name };
    }
  }
  return undefined;
}
