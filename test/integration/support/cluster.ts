import { AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, type KubernetesObject } from "@kubernetes/client-node";
import { poll } from "../../../sandbox/poll";

const SETTLES_WITHIN_MS = 60_000;

/** Reads what is live, and meddles with it. */
export interface Cluster {
  /** An object as it is; rejects with code 404 if it is not there. */
  get(apiVersion: string, kind: string, name: string, namespace?: string): Promise<LiveObject>;
  /** All objects of a kind in a namespace. */
  list(apiVersion: string, kind: string, namespace: string): Promise<LiveObject[]>;
  create(object: Created): Promise<void>;
  /** Deletes an object; resolves once it is gone. */
  delete(apiVersion: string, kind: string, name: string, namespace: string): Promise<void>;
  /** What `kubectl set image` does to the only container of a Deployment. */
  setImage(namespace: string, deployment: string, image: string): Promise<void>;
  /** What an autoscaler does to a Deployment; resolves once its pods are ready and the Service of its name knows them. */
  scale(namespace: string, deployment: string, replicas: number): Promise<void>;
}

/** An object as the API takes it. */
export interface Created {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: object;
}

/** A Kubernetes object, of which tests read what they like. */
export interface LiveObject extends KubernetesObject {
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
  status?: Record<string, unknown>;
}

/** Connects to the cluster of a kubeconfig. */
export function connect(kubeconfig: string): Cluster {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const objects = KubernetesObjectApi.makeApiClient(config);
  const apps = config.makeApiClient(AppsV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const readyAddresses = async (namespace: string, name: string) => {
    const { subsets = [] } = await core.readNamespacedEndpoints({ name, namespace });
    // An address that is not ready yet makes a refresh report the Service as unfinished.
    if (subsets.some(({ notReadyAddresses = [] }) => notReadyAddresses.length > 0)) return undefined;
    return subsets.flatMap(({ addresses = [] }) => addresses).length;
  };
  return {
    get: (apiVersion, kind, name, namespace = "") => objects.read({ apiVersion, kind, metadata: { name, namespace } }),
    list: async (apiVersion, kind, namespace) => (await objects.list(apiVersion, kind, namespace)).items,
    create: async (object) => {
      await objects.create(object);
    },
    delete: async (apiVersion, kind, name, namespace) => {
      const object = { apiVersion, kind, metadata: { name, namespace } };
      await objects.delete(object);
      const gone = () =>
        objects.read(object).then(
          () => undefined,
          () => true,
        );
      if (!(await poll(gone, SETTLES_WITHIN_MS))) throw new Error(`${kind} ${name} was not deleted`);
    },
    setImage: async (namespace, name, image) => {
      await apps.patchNamespacedDeployment({
        name,
        namespace,
        fieldManager: "kubectl-set",
        body: [{ op: "replace", path: "/spec/template/spec/containers/0/image", value: image }],
      });
    },
    scale: async (namespace, name, replicas) => {
      await apps.patchNamespacedDeploymentScale({
        name,
        namespace,
        fieldManager: "kube-controller-manager",
        body: [{ op: "replace", path: "/spec/replicas", value: replicas }],
      });
      const settled = async () => {
        const { status } = await apps.readNamespacedDeployment({ name, namespace });
        const isReady = status?.readyReplicas === replicas && status.replicas === replicas;
        return isReady && (await readyAddresses(namespace, name)) === replicas ? true : undefined;
      };
      if (!(await poll(settled, SETTLES_WITHIN_MS)))
        throw new Error(`${name} has not settled at ${String(replicas)} pods`);
    },
  };
}
