import { AppsV1Api, KubeConfig, KubernetesObjectApi, type KubernetesObject } from "@kubernetes/client-node";

/** Reads what is live, and meddles with it. */
export interface Cluster {
  /** An object as it is; rejects with code 404 if it is not there. */
  get(apiVersion: string, kind: string, name: string, namespace?: string): Promise<LiveObject>;
  /** All objects of a kind in a namespace. */
  list(apiVersion: string, kind: string, namespace: string): Promise<LiveObject[]>;
  /** What `kubectl set image` does to the only container of a Deployment. */
  setImage(namespace: string, deployment: string, image: string): Promise<void>;
  /** What an autoscaler does to a Deployment. */
  scale(namespace: string, deployment: string, replicas: number): Promise<void>;
}

/** A Kubernetes object, of which tests read what they like. */
export interface LiveObject extends KubernetesObject {
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

/** Connects to the cluster of a kubeconfig. */
export function connect(kubeconfig: string): Cluster {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const objects = KubernetesObjectApi.makeApiClient(config);
  const apps = config.makeApiClient(AppsV1Api);
  return {
    get: (apiVersion, kind, name, namespace = "") => objects.read({ apiVersion, kind, metadata: { name, namespace } }),
    list: async (apiVersion, kind, namespace) => (await objects.list(apiVersion, kind, namespace)).items,
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
    },
  };
}
