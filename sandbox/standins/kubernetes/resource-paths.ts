import { listOr, textOr, valueAt } from "../protocol/plain";
import type { ApiClient } from "./api-client";
import { isNotFound } from "./api-error";
import type { Identity } from "./objects";

/** Where the API server keeps the objects of a kind. */
export interface ResourceType {
  /** Such as `/apis/apps/v1`. */
  readonly base: string;
  /** Such as `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

type Kinds = ReadonlyMap<string, ResourceType>;

/** The URL path of all objects of a type in a namespace. */
export function collectionPath({ base, plural, namespaced }: ResourceType, namespace: string): string {
  return namespaced ? `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${base}/${plural}`;
}

/** Where built-in types are that waits look at. */
export const BUILT_IN = {
  endpoints: { base: "/api/v1", plural: "endpoints", namespaced: true },
  ingresses: { base: "/apis/networking.k8s.io/v1", plural: "ingresses", namespaced: true },
  deployments: { base: "/apis/apps/v1", plural: "deployments", namespaced: true },
  pods: { base: "/api/v1", plural: "pods", namespaced: true },
  replicaSets: { base: "/apis/apps/v1", plural: "replicasets", namespaced: true },
  services: { base: "/api/v1", plural: "services", namespaced: true },
} as const satisfies Record<string, ResourceType>;

/** Knows which types the API server has. Asks once per API version, and again for a kind that was not there. */
export class ResourceTypes {
  private readonly known = new Map<string, Promise<Kinds>>();

  constructor(private readonly api: ApiClient) {}

  /** The type of an object; `undefined` if the server has none such, for example before its CRD is there. */
  async find({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): Promise<ResourceType | undefined> {
    const kinds = this.known.get(apiVersion) ?? this.load(apiVersion);
    this.known.set(apiVersion, kinds);
    try {
      const type = (await kinds).get(kind);
      if (type === undefined) this.known.delete(apiVersion);
      return type;
    } catch (error) {
      this.known.delete(apiVersion);
      throw error;
    }
  }

  private async load(apiVersion: string): Promise<Kinds> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      const { resources } = await this.api.request({ method: "GET", path: base });
      return new Map(
        listOr(resources)
          // Those with a slash are parts of others, such as `deployments/scale`.
          .filter((resource) => !textOr(valueAt(resource, ["name"])).includes("/"))
          .map((resource) => [
            textOr(valueAt(resource, ["kind"])),
            {
              base,
              plural: textOr(valueAt(resource, ["name"])),
              namespaced: valueAt(resource, ["namespaced"]) === true,
            },
          ]),
      );
    } catch (error) {
      if (isNotFound(error)) return new Map();
      throw error;
    }
  }
}
