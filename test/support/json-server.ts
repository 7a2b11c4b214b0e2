import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a client asked. */
export interface JsonRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** `undefined` where it sent none. */
  readonly body: unknown;
}

/** What a server answers. */
export interface JsonAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly body: unknown;
}

async function received(request: IncomingMessage): Promise<JsonRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = "", url = "", headers } = request;
  return { method, url, authorization: headers.authorization, body: text === "" ? undefined : JSON.parse(text) };
}

/** Answers requests on loopback, as long as `use` takes. */
export async function withJsonServer<T>(
  answer: (request: JsonRequest) => JsonAnswer,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    void received(request).then((asked) => {
      const { status = 200, body } = answer(asked);
      response.writeHead(status).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}
