import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { errorCode } from "../../system-error";
import { objectOr, toPlain, type Plain, type PlainObject } from "../protocol/plain";
import { ApiError, UnreachableError } from "./api-error";
import type { Connection } from "./connection";
import { jsonLines } from "./json-lines";

/** One request to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Plain;
  /** @default "application/json" */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

const MAX_CONNECTIONS = 32;
/** Longer than the 30 s that an admission webhook may take. */
const IDLE_TIMEOUT_MS = 60_000;

function parsed(body: string): PlainObject {
  try {
    return objectOr(toPlain(JSON.parse(body)));
  } catch {
    // Proxies and load balancers answer in prose.
    return { message: body.trim() };
  }
}

/**
 * Speaks to one API server over connections that are kept open. `@kubernetes/client-node` does the same, but takes over
 * half a second to load, which every engine operation would pay.
 */
export class ApiClient {
  private readonly secure: boolean;
  private readonly agent: HttpAgent;

  constructor(private readonly connection: Connection) {
    this.secure = connection.server.startsWith("https:");
    const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
    this.agent = this.secure ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Namespace of objects that name none. */
  get defaultNamespace(): string {
    return this.connection.namespace;
  }

  /** @throws ApiError if the server refuses; UnreachableError if it does not answer */
  async request(request: ApiRequest): Promise<PlainObject> {
    const response = await this.send(request, this.agent);
    const answer = parsed(await text(response));
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new ApiError(status, answer);
    return answer;
  }

  /** The events of a watch, until the server or the signal ends it. */
  async *watch(request: ApiRequest): AsyncGenerator<PlainObject> {
    // A connection of its own: watches last, and would take away the places of requests.
    const response = await this.send(request, undefined);
    if ((response.statusCode ?? 0) >= 400) throw new ApiError(response.statusCode ?? 0, parsed(await text(response)));
    for await (const line of jsonLines(response)) yield objectOr(line);
  }

  private async send(request: ApiRequest, agent: HttpAgent | undefined, again = true): Promise<IncomingMessage> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const options = await this.optionsOf(request, agent, body);
    return new Promise((resolve, reject) => {
      const url = new URL(this.connection.server + request.path);
      for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
      const outgoing = (this.secure ? httpsRequest : httpRequest)(url, options, resolve);
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer for ${IDLE_TIMEOUT_MS / 1000} s`)));
      outgoing.on("error", (error) => {
        // The server closes idle connections; one that was closed the moment it was used says nothing about the server.
        const stale = again && outgoing.reusedSocket && errorCode(error) === "ECONNRESET";
        if (stale) resolve(this.send(request, agent, false));
        else
          reject(new UnreachableError(`${this.connection.server} does not answer: ${error.message}`, { cause: error }));
      });
      outgoing.end(body);
    });
  }

  private async optionsOf(
    request: ApiRequest,
    agent: HttpAgent | undefined,
    body: string | undefined,
  ): Promise<RequestOptions & TlsOptions> {
    const { ca, serverName, skipVerify, credentials } = this.connection;
    const { token, basic, certificate, key } = await credentials();
    return {
      method: request.method,
      ...(agent ? { agent, timeout: IDLE_TIMEOUT_MS } : {}),
      ...(request.signal ? { signal: request.signal } : {}),
      headers: {
        accept: "application/json",
        "user-agent": "outsrc-sandbox",
        ...(body === undefined ? {} : bodyHeaders(body, request.contentType)),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString("base64")}` }),
      },
      rejectUnauthorized: !skipVerify,
      ...(ca === undefined ? {} : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    };
  }
}

// Node announces no length of its own for the body of a DELETE.
function bodyHeaders(body: string, contentType = "application/json"): Record<string, string> {
  return { "content-type": contentType, "content-length": String(Buffer.byteLength(body)) };
}

interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly servername?: string;
  readonly cert?: string;
  readonly key?: string;
}
