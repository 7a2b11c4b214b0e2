import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { lookRepeatedly, watchForChanges } from "../../../rollout/cluster-watch";

const PATH = "/api/v1/namespaces/outsrc-dev/pods";
const EVENT = `${JSON.stringify({ type: "MODIFIED", object: { metadata: { name: "front" } } })}\n`;

describe("watching for changes", () => {
  let server: Server;
  let config: KubeConfig;

  beforeEach(async () => {
    server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: "c", server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: "u" },
    );
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** The next watch that is opened, answered with status 200. */
  async function connection(): Promise<ServerResponse> {
    const [request, response] = (await once(server, "request")) as [{ url: string }, ServerResponse];
    assert.match(request.url, /^\/api\/v1\/namespaces\/outsrc-dev\/pods\?watch=true&timeoutSeconds=240$/);
    response.writeHead(200);
    response.flushHeaders();
    return response;
  }

  it("calls back at each change, also over a connection that took the place of a lost one", async () => {
    let changed = (): void => undefined;
    const change = () => new Promise<void>((resolve) => (changed = resolve));
    const first = connection();
    const watch = watchForChanges(config, PATH, () => {
      changed();
    });
    const seen = change();
    (await first).write(EVENT);
    await seen;
    const second = connection();
    (await first).destroy();
    const seenAgain = change();
    (await second).write(EVENT);
    await seenAgain;
    watch.close();
  });

  it("tries again after a refusal", async () => {
    const refused = once(server, "request") as Promise<[unknown, ServerResponse]>;
    const watch = watchForChanges(config, PATH, () => undefined);
    const again = refused.then(([, response]) => {
      response.writeHead(503).end();
      return connection();
    });
    await again;
    watch.close();
  });

  it("ends its connection when it is closed, even one that is only being made", async () => {
    const made = connection();
    const watch = watchForChanges(config, PATH, () => undefined);
    const closed = once(await made, "close");
    watch.close();
    await closed;

    const halfMade = once(server, "request") as Promise<[unknown, ServerResponse]>;
    const early = watchForChanges(config, PATH, () => undefined);
    const [, response] = await halfMade;
    early.close();
    response.writeHead(200);
    response.flushHeaders();
    await once(response, "close");
  });
});

describe("looking repeatedly", () => {
  it("looks at once, and again after a change that came during the look", async () => {
    let looks = 0;
    const twice = new Promise<void>((resolve) => {
      const looking = lookRepeatedly(() => {
        looks += 1;
        if (looks === 1)
          setImmediate(() => {
            looking.changed();
          });
        if (looks === 2) {
          looking.close();
          resolve();
        }
        return Promise.resolve();
      });
    });
    const startedAt = Date.now();
    await twice;
    assert.equal(Date.now() - startedAt < 1_500, true);
  });

  it("looks again without any change, and not once more after it was closed", async () => {
    let looks = 0;
    await new Promise<void>((resolve) => {
      const looking = lookRepeatedly(() => {
        looks += 1;
        if (looks === 2) {
          looking.close();
          setImmediate(resolve);
        }
        return Promise.resolve();
      });
    });
    assert.equal(looks, 2);
  });
});
