import type { AppsV1Api, CoreV1Api, V1ConfigMap, V1Secret } from "@kubernetes/client-node";
import { statusCode } from "./cluster-connection";
import { configReferences, type ConfigReferences } from "./cluster-references";

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** The API clients that it takes. */
interface Apis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
}

/** An update that runs at the same time makes the config first and the Deployment that refers to it moments later. */
const SETTLED_AFTER_MS = 30_000;

/** Only config that travels with the pod is immutable; Kong's credentials have the same labels and are not. */
function isLeftover({ metadata, immutable }: V1ConfigMap | V1Secret, referenced: ReadonlySet<string>): boolean {
  const age = Date.now() - (metadata?.creationTimestamp?.getTime() ?? Date.now());
  return immutable === true && age >= SETTLED_AFTER_MS && !referenced.has(metadata?.name ?? "");
}

async function referencesIn({ core, apps }: Apis, namespace: string): Promise<ConfigReferences> {
  const [deployments, replicaSets, pods] = await Promise.all([
    apps.listNamespacedDeployment({ namespace }),
    apps.listNamespacedReplicaSet({ namespace }),
    core.listNamespacedPod({ namespace }),
  ]);
  return configReferences([
    ...deployments.items.flatMap(({ spec }) => spec?.template.spec ?? []),
    ...replicaSets.items.flatMap(({ spec }) => spec?.template?.spec ?? []),
    ...pods.items.flatMap(({ spec }) => spec ?? []),
  ]);
}

/** See `Cluster.deleteUnreferencedConfig`. */
export async function deleteUnreferencedConfig(
  apis: Apis,
  namespace: string,
  labels: Labels,
): Promise<readonly string[]> {
  const { core } = apis;
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  // Config first: what refers to something listed here is then in the lists that come after.
  const configMaps = await core.listNamespacedConfigMap({ namespace, labelSelector });
  const secrets = await core.listNamespacedSecret({ namespace, labelSelector });
  const referenced = await referencesIn(apis, namespace);
  const deleted: string[] = [];
  const remove = async (kind: "ConfigMap" | "Secret", { metadata }: V1ConfigMap | V1Secret): Promise<void> => {
    const name = metadata?.name ?? "";
    // Whoever has touched it since the look may have taken it into use again.
    const preconditions = { uid: metadata?.uid, resourceVersion: metadata?.resourceVersion };
    const request = { name, namespace, body: { preconditions } };
    try {
      await (kind === "ConfigMap" ? core.deleteNamespacedConfigMap(request) : core.deleteNamespacedSecret(request));
      deleted.push(`${kind}/${name}`);
    } catch (error) {
      const code = statusCode(error);
      if (code !== 404 && code !== 409) throw error;
    }
  };
  for (const item of configMaps.items) if (isLeftover(item, referenced.configMaps)) await remove("ConfigMap", item);
  for (const item of secrets.items) if (isLeftover(item, referenced.secrets)) await remove("Secret", item);
  return deleted;
}
