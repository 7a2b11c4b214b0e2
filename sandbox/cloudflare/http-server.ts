import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { RolloutError } from "../../config/errors";
import type { Answer, ApiRequest, Refusal } from "./api";
import { INVALID_BODY, NOT_JSON } from "./refusals";

/** Where the API begins, as on Cloudflare's own host. */
export const BASE_PATH = "/client/v4";

/** A request with what the rules do not see of it. */
export interface Incoming {
  readonly request: ApiRequest;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Why the body could not be read, if it could not. */
  readonly unreadable: Refusal | undefined;
}

/** What answers requests. */
export type Responder = (incoming: Incoming) => Answer;

/**
 * Listens on loopback.
 *
 * @param port - 0 for a free one
 * @throws RolloutError if the port is taken
 */
export async function listen(port: number, respond: Responder): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, respond).catch((error: unknown) => outgoing.destroy(asError(error)));
  });
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return server;
  } catch (cause) {
    const reason = asError(cause).message;
    throw new RolloutError(`port ${port}: cannot listen on 127.0.0.1, ${reason}; choose another port`, undefined, {
      cause,
    });
  }
}

/** Stops listening once every request that has begun is answered. */
export async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  // A client that never finishes its request must not keep the emulator alive.
  const impatience = setTimeout(() => {
    server.closeAllConnections();
  }, 1000);
  await closed;
  clearTimeout(impatience);
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, respond: Responder) {
  const raw = await text(incoming);
  const { method = "", url = "", headers } = incoming;
  const { pathname, searchParams: query } = new URL(url, "http://127.0.0.1");
  const path = pathname.startsWith(`${BASE_PATH}/`) ? pathname.slice(BASE_PATH.length) : "";
  const { body, unreadable } = readBody(raw, headers["content-type"] ?? "");
  const answer = respond({ request: { method, path, query, body }, authorization: headers.authorization, unreadable });
  outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
}

function readBody(raw: string, contentType: string): { body?: unknown; unreadable?: Refusal } {
  if (raw === "") return {};
  if (!contentType.startsWith("application/json")) return { unreadable: NOT_JSON };
  try {
    return { body: JSON.parse(raw) };
  } catch {
    return { unreadable: INVALID_BODY };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
