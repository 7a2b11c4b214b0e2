import { AppsV1Api, CoreV1Api, CustomObjectsApi, NetworkingV1Api } from "@kubernetes/client-node";
import { type Closable, lookRepeatedly, watchForChanges } from "./cluster-watch";
import { deleteUnreferencedConfig, type Labels } from "./cluster-cleanup";
import { failureOf, loadKubeconfig, statusCode, type ConnectionOptions } from "./cluster-connection";
import { ClusterObjects, type JsonPatchOperation, type ObjectName } from "./cluster-objects";
import { certificatesIn, ingressesIn, type LiveCertificate, type LiveIngress } from "./cluster-hosts";
import type { Snapshot } from "./diagnosis/snapshot";

/** Which pod. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** Which part of a container's log. */
export interface LogOptions {
  /** The run before the present one. */
  readonly previous: boolean;
  /** How many lines, counted from the end. */
  readonly tailLines: number;
}

/** The cluster that an environment runs in. Every failure is a `RolloutError` that names the cluster. */
export interface Cluster {
  /** Everything about rollouts that a namespace holds now; nothing at all if there is no such namespace. */
  snapshot(namespace: string): Promise<Snapshot>;
  /**
   * Calls back with a new snapshot at once, after every change, and every two seconds, until it is closed. Outlives lost
   * connections.
   *
   * @param onFailure - gets each failed look in between
   */
  watch(namespace: string, onSnapshot: (snapshot: Snapshot) => void, onFailure?: (error: unknown) => void): Closable;
  /** The end of a container's log; `undefined` where there is none, or none can be had. */
  logs(pod: PodName, container: string, options: LogOptions): Promise<string | undefined>;
  /** cert-manager's Certificates; none where cert-manager is not installed. */
  certificates(namespace: string): Promise<readonly LiveCertificate[]>;
  ingresses(namespace: string): Promise<readonly LiveIngress[]>;
  /** An object of any kind, managed fields and all; `undefined` where there is none, or no such kind. */
  read(object: ObjectName): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Changes an object by a JSON patch, under the field manager `rollout`. */
  patch(object: ObjectName, patch: readonly JsonPatchOperation[]): Promise<void>;
  /**
   * Deletes the immutable ConfigMaps and Secrets with these labels that no Deployment, ReplicaSet or pod refers to:
   * those of releases that the cluster has forgotten (docs/adr/0002-config-travels-with-the-pod.md).
   *
   * @returns what was deleted, as `ConfigMap/front-config-1a2b3c4d`
   */
  deleteUnreferencedConfig(namespace: string, labels: Labels): Promise<readonly string[]>;
}

const WATCHED = [
  { api: "/apis/apps/v1", resource: "deployments" },
  { api: "/apis/apps/v1", resource: "replicasets" },
  { api: "/api/v1", resource: "pods" },
  { api: "/api/v1", resource: "events" },
];

const FIELD_MANAGER = "rollout";

/**
 * Connects to a cluster; no request is made yet.
 *
 * @throws RolloutError if the kubeconfig cannot be read or has no such context
 */
export function connectCluster(options: ConnectionOptions): Cluster {
  const config = loadKubeconfig(options);
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const networking = config.makeApiClient(NetworkingV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const objects = config.makeApiClient(ClusterObjects);

  const ask = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw failureOf(error, config);
    }
  };
  const look = async (namespace: string): Promise<Snapshot> => {
    const takenAt = new Date();
    const [deployments, replicaSets, pods, events] = await Promise.all([
      apps.listNamespacedDeployment({ namespace }),
      apps.listNamespacedReplicaSet({ namespace }),
      core.listNamespacedPod({ namespace }),
      core.listNamespacedEvent({ namespace }),
    ]);
    return {
      takenAt,
      deployments: deployments.items,
      replicaSets: replicaSets.items,
      pods: pods.items,
      events: events.items,
    };
  };
  const snapshot = (namespace: string) => ask(look(namespace));

  return {
    snapshot,
    watch(namespace, onSnapshot, onFailure = () => undefined) {
      let closed = false;
      const looks = lookRepeatedly(async () => {
        const taken = await snapshot(namespace).catch((error: unknown) => {
          if (!closed) onFailure(error);
          return undefined;
        });
        if (taken && !closed) onSnapshot(taken);
      });
      const watches = WATCHED.map(({ api, resource }) =>
        watchForChanges(config, `${api}/namespaces/${namespace}/${resource}`, () => {
          looks.changed();
        }),
      );
      return {
        close() {
          closed = true;
          for (const closable of [looks, ...watches]) closable.close();
        },
      };
    },
    logs: (pod, container, log) =>
      // A container that never ran, a pod or a node that is gone: evidence is gathered from what there is.
      core.readNamespacedPodLog({ ...pod, container, ...log }).catch((error: unknown) => {
        if (statusCode(error) === undefined) throw failureOf(error, config);
        return undefined;
      }),
    certificates: (namespace) => ask(certificatesIn(custom, namespace)),
    read: (object) => ask(objects.get(object)),
    patch: (object, patch) => ask(objects.patchJson(object, patch, FIELD_MANAGER)),
    ingresses: (namespace) => ask(ingressesIn(networking, namespace)),
    deleteUnreferencedConfig: (namespace, labels) => ask(deleteUnreferencedConfig({ core, apps }, namespace, labels)),
  };
}
