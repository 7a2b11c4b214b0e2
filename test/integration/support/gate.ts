import { once } from "node:events";
import { writeFileSync } from "node:fs";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { BASE_PATH } from "../../../sandbox/cloudflare/http-server";
import { newEnvironment, STACK, type Environment } from "./environment";
import type { World } from "./world";

/** Where a request is held: before its server has seen it, or once the server has done what it asks for. */
export type Place = "asked" | "answered";

/** A request that goes no further until somebody says how. */
export interface Held {
  /** Lets it go on. */
  release(): void;
  /** Cuts its connection. */
  drop(): void;
}

/** Stands between an environment and its servers, so that a test can hold an update at a moment of its choice. */
export interface Gate {
  /**
   * Resolves once the next such request is held; they read `PATCH /apis/apps/v1/…/front?fieldManager=…`. Only the latest
   * call counts.
   */
  hold(isIt: (request: string) => boolean, place: Place): Promise<Held>;
  close(): Promise<void>;
}

interface Trap {
  readonly isIt: (request: string) => boolean;
  readonly place: Place;
  readonly spring: (held: Held) => void;
}

type Upstream = (url: string, options: RequestOptions) => ReturnType<typeof httpRequest>;

/** Cloudflare, or else the API server with the credentials of its kubeconfig. */
async function upstreamOf({ kubeconfig, cloudflare }: World): Promise<Upstream> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const apiServer = config.getCurrentCluster()?.server ?? "";
  const credentials: RequestOptions = {};
  await config.applyToHTTPSOptions(credentials);
  return (url, options) =>
    url.startsWith(BASE_PATH)
      ? httpRequest(new URL(url, cloudflare.baseUrl), options)
      : httpsRequest(new URL(url, apiServer), { ...credentials, ...options });
}

function pass(upstream: Upstream, trap: Trap | undefined, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const at = (place: Place, goOn: () => void) => {
    if (trap?.place === place) trap.spring({ release: goOn, drop: () => outgoing.destroy() });
    else goOn();
  };
  at("asked", () => {
    // Who asked may have been killed while the request was held.
    if (outgoing.destroyed) return;
    const onward = upstream(incoming.url ?? "", { method: incoming.method, headers: incoming.headers });
    onward.on("error", () => outgoing.destroy());
    // Who has seen enough of a watch hangs up.
    outgoing.on("close", () => onward.destroy());
    onward.on("response", (answer) => {
      at("answered", () => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      });
    });
    incoming.pipe(onward);
  });
}

async function openGate(world: World): Promise<Gate & { readonly url: string }> {
  const upstream = await upstreamOf(world);
  let trap: Trap | undefined;
  const server = createServer((incoming, outgoing) => {
    const request = `${incoming.method ?? ""} ${incoming.url ?? ""}`;
    const sprung = trap?.isIt(request) ? trap : undefined;
    if (sprung) trap = undefined;
    pass(upstream, sprung, incoming, outgoing);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    hold: (isIt, place) =>
      new Promise((spring) => {
        trap = { isIt, place, spring };
      }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Makes an environment that reaches the API server and Cloudflare through a gate. */
export async function newGatedEnvironment(world: World, name: string): Promise<[Environment, Gate]> {
  const { url, ...gate } = await openGate(world);
  const env = { ...world.env, CLOUDFLARE_BASE_URL: url + BASE_PATH };
  const environment = newEnvironment({ ...world, env }, name);
  const kubeconfig = join(environment.project.directory, "gate.json");
  const config = {
    clusters: [{ name, cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  environment.project.set(STACK, ["cluster"], { context: name, kubeconfig });
  return [environment, gate];
}
