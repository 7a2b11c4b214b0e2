import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ApiClient } from "../../../../../sandbox/standins/kubernetes/api-client";
import { ApiError, UnreachableError } from "../../../../../sandbox/standins/kubernetes/api-error";
import { Watches } from "../../../../../sandbox/standins/kubernetes/watched-collection";
import { BUILT_IN } from "../../../../../sandbox/standins/kubernetes/resource-paths";

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<[Server, string]> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return [server, `http://127.0.0.1:${address.port}`];
}

function clientOf(server: string): ApiClient {
  return new ApiClient({
    server,
    skipVerify: false,
    namespace: "default",
    credentials: () => Promise.resolve({ token: "t" }),
  });
}

describe("ApiClient", () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it("sends the body of a deletion, with its length", async () => {
    let seen = "";
    const [started, url] = await serve((request, response) => {
      request.on("data", (chunk: Buffer) => (seen += chunk.toString()));
      request.on("end", () => response.end("{}"));
    });
    server = started;
    await clientOf(url).request({ method: "DELETE", path: "/x", body: { propagationPolicy: "Foreground" } });
    assert.equal(seen, '{"propagationPolicy":"Foreground"}');
  });

  it("says what the server says", async () => {
    const [started, url] = await serve((_request, response) => {
      response.writeHead(409).end(JSON.stringify({ reason: "AlreadyExists", message: "it exists" }));
    });
    server = started;
    await assert.rejects(clientOf(url).request({ method: "GET", path: "/x" }), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.reason, error.message], [409, "AlreadyExists", "it exists"]);
      return true;
    });
  });

  it("says which server does not answer", async () => {
    const [started, url] = await serve(() => undefined);
    started.close();
    await assert.rejects(clientOf(url).request({ method: "GET", path: "/x" }), (error: unknown) => {
      assert.ok(error instanceof UnreachableError);
      assert.match(error.message, /^http:\/\/127\.0\.0\.1:\d+ does not answer: /);
      return true;
    });
  });

  it("shares a watch between waits, and ends it after the last", async () => {
    const watches: ServerResponse[] = [];
    const item = (name: string) => ({ metadata: { name } });
    const [started, url] = await serve((request, response) => {
      if (!request.url?.includes("watch=true")) {
        response.end(JSON.stringify({ metadata: { resourceVersion: "7" }, items: [item("a")] }));
        return;
      }
      watches.push(response);
      response.write(`${JSON.stringify({ type: "ADDED", object: item("b") })}\n`);
      response.write(`${JSON.stringify({ type: "DELETED", object: item("a") })}\n`);
    });
    server = started;
    const pool = new Watches(clientOf(url));
    const names = async () =>
      pool.during("n", [BUILT_IN.pods], async (itemsOf) => {
        for (let i = 0; i < 200 && !itemsOf(BUILT_IN.pods).has("b"); i += 1)
          await new Promise((done) => setTimeout(done, 10));
        return [...itemsOf(BUILT_IN.pods).keys()];
      });
    assert.deepEqual(await Promise.all([names(), names()]), [["b"], ["b"]]);
    assert.equal(watches.length, 1);
    for (let i = 0; i < 200 && watches[0]?.destroyed !== true; i += 1)
      await new Promise((done) => setTimeout(done, 10));
    assert.equal(watches[0]?.destroyed, true);
  });
});
