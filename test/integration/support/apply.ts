import { KubeConfig, KubernetesObjectApi, PatchStrategy, type KubernetesObject } from "@kubernetes/client-node";

/** An object as the API takes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: object;
  readonly immutable?: boolean;
}

/** Creates or changes an object; a namespace is in none. */
export type Apply = (namespace: string, manifest: Manifest) => Promise<KubernetesObject>;

/** Applies objects to a cluster directly, without an engine. */
export function applierOf(kubeconfig: string): Apply {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const objects = KubernetesObjectApi.makeApiClient(config);
  return (namespace, { metadata, ...rest }) => {
    const place = rest.kind === "Namespace" ? {} : { namespace };
    const body: unknown = { ...rest, metadata: { ...metadata, ...place } };
    return objects.patch(body as KubernetesObject, undefined, undefined, "test", true, PatchStrategy.ServerSideApply);
  };
}
