import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { PATCH_FORCE } from "./annotations";
import { recommendedLabels, selectorLabels, type Identity } from "./labels";

/** Bounds of a HorizontalPodAutoscaler. */
export interface Autoscaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** CPU use to aim for, in percent of the request. */
  readonly cpuPercent: number;
}

/** Scales a Deployment between bounds; it owns the Deployment's `replicas` from then on. */
export function autoscalerManifest(
  identity: Identity,
  namespace: Input<string>,
  { minReplicas, maxReplicas, cpuPercent }: Autoscaling,
): k8s.autoscaling.v2.HorizontalPodAutoscalerArgs {
  return {
    metadata: { name: identity.name, namespace, labels: recommendedLabels(identity), annotations: { ...PATCH_FORCE } },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: identity.name },
      minReplicas,
      maxReplicas,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
        },
      ],
    },
  };
}

/**
 * Lets node upgrades take one pod at a time. Pods that are not ready may always be evicted: they serve nobody, and
 * would hold the upgrade up for ever.
 */
export function disruptionBudgetManifest(
  identity: Identity,
  namespace: Input<string>,
): k8s.policy.v1.PodDisruptionBudgetArgs {
  return {
    metadata: { name: identity.name, namespace, labels: recommendedLabels(identity), annotations: { ...PATCH_FORCE } },
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(identity) },
    },
  };
}
