import { listOr, objectOr, textOr, valueAt, withValueAt, type PlainObject } from "../protocol/plain";
import type { ApiClient } from "./api-client";
import { ApiError } from "./api-error";
import { CREATOR } from "./managed-fields";
import { identityOf, type Identity, type KubeObject } from "./objects";
import { collectionPath, type ResourceType, type ResourceTypes } from "./resource-paths";

/** The API server has no such kind; its CRD may not be there yet. */
export class UnknownKindError extends Error {
  override readonly name = "UnknownKindError";

  constructor({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">) {
    super(`the cluster has no kind ${kind} in ${apiVersion}; install the CustomResourceDefinition that defines it`);
  }
}

/** How an object is applied. */
export interface ApplyOptions {
  readonly fieldManager: string;
  /** Takes fields away from other managers. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

const LIST_TTL_MS = 1000;

/** Reads and writes objects of any kind. */
export class Cluster {
  private readonly lists = new Map<
    string,
    { readonly asked: number; readonly items: Promise<readonly KubeObject[]> }
  >();

  constructor(
    private readonly api: ApiClient,
    private readonly types: ResourceTypes,
  ) {}

  /** Whether the server knows the object's kind. */
  async knows(object: KubeObject): Promise<boolean> {
    return (await this.types.find(identityOf(object))) !== undefined;
  }

  /** The object with the namespace that it gets if it names none. Of an unknown kind it is taken to lie in one. */
  async withNamespace(object: KubeObject, namespace: string | undefined): Promise<KubeObject> {
    if (textOr(valueAt(object, ["metadata", "namespace"])) !== "") return object;
    const type = await this.types.find(identityOf(object));
    if (type?.namespaced === false) return object;
    return withValueAt(object, ["metadata", "namespace"], namespace ?? this.api.defaultNamespace);
  }

  async get(identity: Identity): Promise<KubeObject> {
    return this.api.request({ method: "GET", path: await this.pathOf(identity) });
  }

  /**
   * All objects of a type in a namespace. A refresh asks the same again for each of its resources, so an answer is used for
   * a second; without that a refresh would cost the square of the number of services.
   */
  async list(type: ResourceType, namespace: string): Promise<readonly KubeObject[]> {
    const path = collectionPath(type, namespace);
    const recent = this.lists.get(path);
    if (recent !== undefined && Date.now() - recent.asked < LIST_TTL_MS) return recent.items;
    const items = this.api.request({ method: "GET", path }).then((list) => listOr(list["items"]).map(objectOr));
    this.lists.set(path, { asked: Date.now(), items });
    return items;
  }

  /** Creates by POST, which fails if the object is there already. */
  async create(object: KubeObject, dryRun: boolean): Promise<KubeObject> {
    const { namespace, ...kind } = identityOf(object);
    const path = collectionPath(await this.typeOf(kind), namespace || this.api.defaultNamespace);
    return this.api.request({
      method: "POST",
      path,
      query: { fieldManager: CREATOR, ...dryRunQuery(dryRun) },
      body: object,
    });
  }

  /** Creates or changes by server-side apply. */
  async apply(object: KubeObject, { fieldManager, force, dryRun }: ApplyOptions): Promise<KubeObject> {
    return this.api.request({
      method: "PATCH",
      path: await this.pathOf(identityOf(object)),
      query: { fieldManager, force: String(force), ...dryRunQuery(dryRun) },
      body: object,
      contentType: "application/apply-patch+yaml",
    });
  }

  /**
   * Replaces the record of who manages which field.
   * @throws ApiError, an `isOutdated` one, if the object has changed since
   */
  async setManagedFields(live: KubeObject, entries: readonly PlainObject[]): Promise<KubeObject> {
    const resourceVersion = valueAt(live, ["metadata", "resourceVersion"]) ?? null;
    return this.api.request({
      method: "PATCH",
      path: await this.pathOf(identityOf(live)),
      body: [
        // The server compares it; a failed `test` of it would get no more than "an error in our request" as an answer.
        { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
        { op: "replace", path: "/metadata/managedFields", value: entries },
      ],
      contentType: "application/json-patch+json",
    });
  }

  /** Starts a deletion. What the object owns goes first, unless `propagation` says otherwise. */
  async delete(identity: Identity, propagation: string): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: propagation };
    await this.api.request({ method: "DELETE", path: await this.pathOf(identity), body });
  }

  private async typeOf(kind: Pick<Identity, "apiVersion" | "kind">): Promise<ResourceType> {
    const type = await this.types.find(kind);
    if (type === undefined) throw new UnknownKindError(kind);
    return type;
  }

  private async pathOf(identity: Identity): Promise<string> {
    const namespace = identity.namespace || this.api.defaultNamespace;
    return `${collectionPath(await this.typeOf(identity), namespace)}/${encodeURIComponent(identity.name)}`;
  }
}

function dryRunQuery(dryRun: boolean): Record<string, string> {
  return dryRun ? { dryRun: "All" } : {};
}

/** Whether the object is certainly not there: it has been deleted, or its kind has been. */
export function isGone(error: unknown): boolean {
  return error instanceof UnknownKindError || (error instanceof ApiError && error.status === 404);
}
