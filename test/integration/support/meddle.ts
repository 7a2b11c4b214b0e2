import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, NetworkingV1Api } from "@kubernetes/client-node";
import Cloudflare from "cloudflare";

/** One operation of a JSON patch. */
interface Operation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

type Patch = (name: string, fieldManager: string, ...patch: Operation[]) => Promise<void>;

/** Does to a namespace what people do behind a tool's back, under the names that their tools give themselves. */
export interface Meddler {
  readonly deployment: Patch;
  readonly service: Patch;
  readonly ingress: Patch;
  readonly kongPlugin: Patch;
  readonly deleteService: (name: string) => Promise<void>;
  /** `kubectl scale`. */
  readonly scale: (deployment: string, replicas: number) => Promise<void>;
  /** `kubectl rollout undo` to the ReplicaSet with this image: its template, and its annotations. */
  readonly rolloutUndo: (deployment: string, image: string) => Promise<void>;
}

// What kubectl leaves out of the annotations that it copies (kubectl: polymorphichelpers/rollback.go).
const KEPT = ["deployment.kubernetes.io/revision", "deployment.kubernetes.io/desired-replicas"];

/** Meddles with a namespace. */
export function meddlerOf(kubeconfig: string, namespace: string): Meddler {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const apps = config.makeApiClient(AppsV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const networking = config.makeApiClient(NetworkingV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const deployment: Patch = async (name, fieldManager, ...body) => {
    await apps.patchNamespacedDeployment({ name, namespace, fieldManager, body });
  };
  return {
    deployment,
    async service(name, fieldManager, ...body) {
      await core.patchNamespacedService({ name, namespace, fieldManager, body });
    },
    async ingress(name, fieldManager, ...body) {
      await networking.patchNamespacedIngress({ name, namespace, fieldManager, body });
    },
    async kongPlugin(name, fieldManager, ...body) {
      const plugin = { group: "configuration.konghq.com", version: "v1", plural: "kongplugins" };
      await custom.patchNamespacedCustomObject({ ...plugin, name, namespace, fieldManager, body });
    },
    async deleteService(name) {
      await core.deleteNamespacedService({ name, namespace });
    },
    async scale(name, replicas) {
      const body = [{ op: "replace", path: "/spec/replicas", value: replicas }];
      await apps.patchNamespacedDeploymentScale({ name, namespace, fieldManager: "kubectl", body });
    },
    async rolloutUndo(name, image) {
      const { metadata } = await apps.readNamespacedDeployment({ name, namespace });
      const { items } = await apps.listNamespacedReplicaSet({ namespace });
      const target = items.find(({ spec }) => spec?.template?.spec?.containers.some((one) => one.image === image));
      const found = target?.spec?.template;
      const labels = Object.entries(found?.metadata?.labels ?? {}).filter(([key]) => key !== "pod-template-hash");
      const annotations = found?.metadata?.annotations;
      const template = { metadata: { annotations, labels: Object.fromEntries(labels) }, spec: found?.spec };
      const own = Object.entries(metadata?.annotations ?? {}).filter(([key]) => KEPT.includes(key));
      const copied = Object.entries(target?.metadata?.annotations ?? {}).filter(
        ([key]) => !key.startsWith("deployment."),
      );
      await deployment(
        name,
        "kubectl",
        { op: "replace", path: "/spec/template", value: template },
        { op: "replace", path: "/metadata/annotations", value: Object.fromEntries([...copied, ...own]) },
      );
    },
  };
}

/** The only DNS record of a host, at the Cloudflare of this process's environment. */
export async function recordOf(zoneId: string, host: string): Promise<{ id: string; content: string } | undefined> {
  for await (const { id, content = "" } of new Cloudflare().dns.records.list({
    zone_id: zoneId,
    name: { exact: host },
  }))
    return { id, content };
  return undefined;
}

/** Edits DNS records in Cloudflare's dashboard. */
export const dashboard = {
  async point(zoneId: string, host: string, content: string): Promise<void> {
    const record = await recordOf(zoneId, host);
    await new Cloudflare().dns.records.edit(record?.id ?? "", {
      zone_id: zoneId,
      type: "CNAME",
      name: host,
      ttl: 1,
      content,
    });
  },
  async remove(zoneId: string, host: string): Promise<void> {
    const record = await recordOf(zoneId, host);
    await new Cloudflare().dns.records.delete(record?.id ?? "", { zone_id: zoneId });
  },
};
