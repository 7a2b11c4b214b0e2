import type { V1Deployment, V1Pod, V1PodSpec } from "@kubernetes/client-node";
import { isControlledBy } from "./diagnosis/release";
import type { Snapshot } from "./diagnosis/snapshot";

/** What the cluster should run. */
export interface Wanted {
  /** Image reference by service. */
  readonly images: Readonly<Record<string, string>>;
  /** Name of the Deployment by service. */
  readonly deployments: Readonly<Record<string, string>>;
  /** Pods by name of the Deployment; any number will do where there is none. */
  readonly replicas: Readonly<Record<string, number>>;
}

/** Something that the cluster does not run as wanted. */
export interface Mismatch {
  readonly service: string;
  /** One line that begins with the service. */
  readonly message: string;
}

// The service's own container carries its name; sidecars that an admission webhook adds do not.
function imageOf(spec: V1PodSpec | undefined, service: string): string | undefined {
  const containers = spec?.containers ?? [];
  return (containers.find(({ name }) => name === service) ?? containers[0])?.image;
}

const digestOf = (reference: string | undefined): string | undefined => reference?.split("@")[1];

function podsOf(deployment: V1Deployment, { replicaSets, pods }: Snapshot): V1Pod[] {
  const owned = replicaSets.filter((replicaSet) => isControlledBy(replicaSet, deployment));
  return pods
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .filter(({ status }) => status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"))
    .filter((pod) => owned.some((replicaSet) => isControlledBy(pod, replicaSet)));
}

function podProblem(pod: V1Pod, service: string, image: string): string | undefined {
  const name = pod.metadata?.name ?? "";
  const declared = imageOf(pod.spec, service);
  if (declared !== image) return `pod ${name} runs ${declared ?? "no image"}, wanted ${image}`;
  const statuses = pod.status?.containerStatuses ?? [];
  const { imageID } = statuses.find((status) => status.name === service) ?? statuses[0] ?? {};
  const digest = digestOf(imageID);
  const wanted = digestOf(image);
  // Some runtimes give the image's own id instead of `repository@digest`; it says nothing about the reference.
  if (digest === undefined || wanted === undefined || digest === wanted) return undefined;
  return `pod ${name} runs the digest ${digest}, wanted ${wanted}`;
}

function problemOf(
  snapshot: Snapshot,
  service: string,
  deploymentName: string,
  { image, replicas }: { readonly image: string; readonly replicas: number | undefined },
): string | undefined {
  const deployment = snapshot.deployments.find(({ metadata }) => metadata?.name === deploymentName);
  if (!deployment) return `there is no Deployment ${deploymentName}, wanted ${image}`;
  const live = imageOf(deployment.spec?.template.spec, service);
  if (live !== image) return `Deployment ${deploymentName} has ${live ?? "no image"}, wanted ${image}`;
  const { metadata, spec, status } = deployment;
  const asked = spec?.replicas ?? 1;
  if (replicas !== undefined && asked !== replicas)
    return `Deployment ${deploymentName} asks for ${asked} pod${asked === 1 ? "" : "s"}, wanted ${replicas}`;
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0))
    return `the cluster has not acted on the last change of Deployment ${deploymentName} yet`;
  const pods = podsOf(deployment, snapshot);
  if (pods.length === 0 && asked !== 0) return `no pod is ready, wanted ${image}`;
  return pods.map((pod) => podProblem(pod, service, image)).find((problem) => problem !== undefined);
}

/**
 * Whether the cluster runs what was wanted: the Deployments' images and numbers of pods, and the images of all pods that
 * serve. One line each.
 */
export function verifyLive(snapshot: Snapshot, { images, deployments, replicas }: Wanted): readonly Mismatch[] {
  return Object.entries(images).flatMap(([service, image]) => {
    const name = deployments[service] ?? service;
    const problem = problemOf(snapshot, service, name, { image, replicas: replicas[name] });
    return problem === undefined ? [] : [{ service, message: `${service}: ${problem}` }];
  });
}

/** What differs, for people, and what to type next; nothing where nothing does. */
export function mismatchLines(stack: string, mismatches: readonly Mismatch[]): string[] {
  if (mismatches.length === 0) return [];
  const list = mismatches.map(({ message }) => `  ${message}`);
  return ["the cluster does not run what the stack says:", ...list, `rollout status ${stack} says more`];
}
