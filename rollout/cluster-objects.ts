import {
  ApiException,
  HttpMethod,
  KubernetesObjectApi,
  PatchStrategy,
  type RequestContext,
} from "@kubernetes/client-node";
import { z } from "zod";
import { statusCode } from "./cluster-connection";

/** Which object of a cluster. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  /** `undefined` for objects that lie in no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One operation of a JSON patch (RFC 6902). */
export interface JsonPatchOperation {
  readonly op: "test" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

const anyObject = z.record(z.string(), z.unknown());

/** Objects of any kind, as the API server sends them. The typed clients rename fields, and drop those that are new. */
export class ClusterObjects extends KubernetesObjectApi {
  /** An object; `undefined` where there is none, or no such kind. */
  async get(object: ObjectName): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      const path = await this.pathOf(object);
      return path === undefined ? undefined : await this.send(this.request(path, HttpMethod.GET));
    } catch (error) {
      if (statusCode(error) === 404) return undefined;
      throw error;
    }
  }

  /** Changes an object, under the name of a field manager. */
  async patchJson(object: ObjectName, patch: readonly JsonPatchOperation[], fieldManager: string): Promise<void> {
    const path = await this.pathOf(object);
    if (path === undefined) throw new Error(`the cluster has no kind ${object.kind} in ${object.apiVersion}`);
    const request = this.request(path, HttpMethod.PATCH);
    request.setHeaderParam("Content-Type", PatchStrategy.JsonPatch);
    request.setQueryParam("fieldManager", fieldManager);
    request.setBody(JSON.stringify(patch));
    await this.send(request);
  }

  private async pathOf({ apiVersion, kind, namespace, name }: ObjectName): Promise<string | undefined> {
    const resource = await this.resource(apiVersion, kind);
    if (!resource) return undefined;
    const within = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace ?? this.defaultNamespace)}` : "";
    return `${this.apiVersionPath(apiVersion)}${within}/${resource.name}/${encodeURIComponent(name)}`;
  }

  private request(path: string, method: HttpMethod): RequestContext {
    const request = this.configuration.baseServer.makeRequestContext(path, method);
    request.setHeaderParam("Accept", "application/json");
    return request;
  }

  private async send(request: RequestContext): Promise<Readonly<Record<string, unknown>>> {
    await this.configuration.authMethods.default?.applySecurityAuthentication(request);
    const { httpStatusCode, body, headers } = await this.configuration.httpApi.send(request).toPromise();
    const text = await body.text();
    if (httpStatusCode >= 300) throw new ApiException(httpStatusCode, "refused", text, headers);
    return anyObject.parse(JSON.parse(text));
  }
}
