import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { awaitTimeout, PATCH_FORCE } from "./annotations";
import { recommendedLabels, selectorLabels, versionLabel, type Identity } from "./labels";
import { podTemplate, type PodSettings } from "./pod-template";

/** What one service's Deployment is. */
export interface DeploymentSettings extends PodSettings {
  readonly namespace: Input<string>;
  /** Pods; where there is an autoscaler, the pods to begin with. */
  readonly replicas: number;
  /** Why the service runs this image: the CHANGE-CAUSE of `kubectl rollout history`. */
  readonly changeCause: string;
  /** Most pods that there can be, for how long a healthy rollout may take. */
  readonly maxReplicas: number;
}

const MIN_READY_SECONDS = 5;
// Pulling the image and finding a node come before the start.
const SCHEDULING_SECONDS = 120;
// The wait must not end before Kubernetes has said that the rollout is stuck.
const AWAIT_MARGIN_SECONDS = 30;

/** Seconds without progress after which Kubernetes calls a rollout stuck. */
export function progressDeadlineSeconds(startupSeconds: number): number {
  return startupSeconds + SCHEDULING_SECONDS;
}

/**
 * Seconds that Pulumi waits for a rollout: a little above the progress deadline for the first pod, and a whole start
 * for each further one, since pods are replaced one after the other and a slow but healthy rollout must not be cut.
 */
export function awaitSeconds({ startupSeconds, maxReplicas }: { startupSeconds: number; maxReplicas: number }): number {
  const furtherPods = Math.max(0, maxReplicas - 1);
  return (
    progressDeadlineSeconds(startupSeconds) + AWAIT_MARGIN_SECONDS + furtherPods * (startupSeconds + MIN_READY_SECONDS)
  );
}

/** A Deployment that replaces one pod at a time, never serves with fewer than it has, and tells why it changed. */
export function deploymentManifest(identity: Identity, settings: DeploymentSettings): k8s.apps.v1.DeploymentArgs {
  const { namespace, replicas, changeCause, startupSeconds, tag } = settings;
  return {
    metadata: {
      name: identity.name,
      namespace,
      labels: { ...recommendedLabels(identity), ...versionLabel(tag) },
      annotations: {
        ...PATCH_FORCE,
        ...awaitTimeout(awaitSeconds(settings)),
        "kubernetes.io/change-cause": changeCause,
      },
    },
    spec: {
      replicas,
      selector: { matchLabels: selectorLabels(identity) },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      minReadySeconds: MIN_READY_SECONDS,
      progressDeadlineSeconds: progressDeadlineSeconds(startupSeconds),
      revisionHistoryLimit: 10,
      template: podTemplate(identity, settings),
    },
  };
}
