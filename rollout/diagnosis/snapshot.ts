import type { CoreV1Event, V1Deployment, V1Pod, V1ReplicaSet } from "@kubernetes/client-node";

/** What one namespace holds at one moment, as far as rollouts are concerned. */
export interface Snapshot {
  readonly takenAt: Date;
  readonly deployments: readonly V1Deployment[];
  readonly replicaSets: readonly V1ReplicaSet[];
  readonly pods: readonly V1Pod[];
  /** Kubernetes keeps events for an hour, and merges those that repeat. */
  readonly events: readonly CoreV1Event[];
}
