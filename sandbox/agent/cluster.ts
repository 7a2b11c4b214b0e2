import {
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  NetworkingV1Api,
  PatchStrategy,
  setHeaderOptions,
} from "@kubernetes/client-node";

/** The API clients that the agent works with. */
export interface Cluster {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly networking: NetworkingV1Api;
  readonly custom: CustomObjectsApi;
}

/** Who made the agent's changes, as `managedFields` shows it. */
const FIELD_MANAGER = "sandbox-agent";

/** Connects with a kubeconfig file; no request is made yet. */
export function connect(kubeconfigPath: string): Cluster {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    networking: config.makeApiClient(NetworkingV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
  };
}

/** The HTTP status of a refused request, or `undefined` where there was no answer. */
export function statusCode(error: unknown): number | undefined {
  return error instanceof ApiException ? error.code : undefined;
}

/** An object as the API takes it, of whatever kind. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** `networking.k8s.io/v1` and `Ingress` as the parts of a path; KWOK's Logs is the only irregular plural here. */
export function resourceOf(object: PlainObject): { group: string; version: string; plural: string } {
  const [group = "", version = ""] = object.apiVersion.split("/");
  const kind = object.kind.toLowerCase();
  if (kind === "logs") return { group, version, plural: kind };
  return { group, version, plural: kind.endsWith("s") ? `${kind}es` : `${kind}s` };
}

/** Makes a patch request a server-side apply, together with {@link APPLY_HEADERS}. */
export const APPLY = { fieldManager: FIELD_MANAGER, force: true };
export const APPLY_HEADERS = setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply);
const MERGE_HEADERS = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);

/**
 * Creates or updates an object by server-side apply. It goes through the client for custom objects, which sends objects
 * as they are; the typed one drops fields of definitions that it does not know.
 */
export async function apply(cluster: Cluster, object: PlainObject): Promise<void> {
  const { name, namespace } = object.metadata;
  const request = { ...resourceOf(object), name, body: object, ...APPLY };
  await (namespace === undefined
    ? cluster.custom.patchClusterCustomObject(request, APPLY_HEADERS)
    : cluster.custom.patchNamespacedCustomObject({ ...request, namespace }, APPLY_HEADERS));
}

/** Replaces fields of an object's status. */
export async function patchStatus(cluster: Cluster, object: PlainObject, status: object): Promise<void> {
  const { name, namespace } = object.metadata;
  const request = { ...resourceOf(object), name, body: { status } };
  await (namespace === undefined
    ? cluster.custom.patchClusterCustomObjectStatus(request, MERGE_HEADERS)
    : cluster.custom.patchNamespacedCustomObjectStatus({ ...request, namespace }, MERGE_HEADERS));
}
