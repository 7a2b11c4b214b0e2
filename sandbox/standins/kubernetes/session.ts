import { ApiClient } from "./api-client";
import { Cluster } from "./cluster";
import { loadConnection } from "./kubeconfig";
import { ANNOTATIONS, isAnnotated, type KubeObject } from "./objects";
import { ResourceTypes } from "./resource-paths";
import type { Settings } from "./settings";
import { Watches } from "./watched-collection";

/** What operations on one configured provider share. */
export interface Session {
  readonly settings: Settings;
  readonly cluster: Cluster;
  readonly watches: Watches;
  /** Aborted when the engine cancels. */
  readonly cancelled: AbortSignal;
}

/** Begins to work with the cluster that the settings lead to. Nothing is asked of it yet. */
export function openSession(settings: Settings, cancelled: AbortSignal): Session {
  const api = new ApiClient(loadConnection(settings));
  return { settings, cluster: new Cluster(api, new ResourceTypes(api)), watches: new Watches(api), cancelled };
}

/** Whether an apply takes fields away from their other managers. */
export function isForced(declared: KubeObject, { enablePatchForce }: Settings): boolean {
  return enablePatchForce || isAnnotated(declared, ANNOTATIONS.patchForce);
}
