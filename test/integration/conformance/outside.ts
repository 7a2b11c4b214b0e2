import { ApiClient } from "../../../sandbox/standins/kubernetes/api-client";
import { Cluster } from "../../../sandbox/standins/kubernetes/cluster";
import { loadConnection } from "../../../sandbox/standins/kubernetes/kubeconfig";
import { identityOf, type KubeObject } from "../../../sandbox/standins/kubernetes/objects";
import { BUILT_IN, collectionPath, ResourceTypes } from "../../../sandbox/standins/kubernetes/resource-paths";
import type { PlainObject } from "../../../sandbox/standins/protocol/plain";

const KINDS = {
  configMap: { base: "/api/v1", plural: "configmaps", namespaced: true },
  namespace: { base: "/api/v1", plural: "namespaces", namespaced: false },
  secret: { base: "/api/v1", plural: "secrets", namespaced: true },
  kongPlugin: { base: "/apis/configuration.konghq.com/v1", plural: "kongplugins", namespaced: true },
  deployment: BUILT_IN.deployments,
  ingress: BUILT_IN.ingresses,
  service: BUILT_IN.services,
} as const;

export type OutsideKind = keyof typeof KINDS;

/** What people and controllers do to a namespace behind the engine's back, and what they see. */
export class Outside {
  private readonly api: ApiClient;

  constructor(
    kubeconfig: string,
    readonly namespace: string,
  ) {
    this.api = new ApiClient(loadConnection({ kubeconfig }));
  }

  /** Writes fields as `manager` by PATCH, as kubectl and most controllers do; they own the fields then. */
  async edit(kind: OutsideKind, name: string, patch: PlainObject, manager: string): Promise<void> {
    await this.api.request({
      method: "PATCH",
      path: `${this.collection(kind)}/${name}`,
      query: { fieldManager: manager },
      body: patch,
      contentType: "application/merge-patch+json",
    });
  }

  async create(kind: OutsideKind, object: PlainObject): Promise<void> {
    await this.api.request({ method: "POST", path: this.collection(kind), body: object });
  }

  async delete(kind: OutsideKind, name: string): Promise<void> {
    const identity = { ...identityOf(await this.get(kind, name)), name };
    await new Cluster(this.api, new ResourceTypes(this.api)).delete(identity, "Background");
  }

  async get(kind: OutsideKind, name: string): Promise<KubeObject> {
    return this.api.request({ method: "GET", path: `${this.collection(kind)}/${name}` });
  }

  private collection(kind: OutsideKind): string {
    return collectionPath(KINDS[kind], this.namespace);
  }
}
