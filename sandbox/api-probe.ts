import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request } from "node:https";

import { z } from "zod";

import type { Layout } from "./layout";
import { pkiFile, type PkiName } from "./pki";
import { LOOPBACK } from "./ports";

/** An HTTP answer. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks a component's own endpoint over TLS as one of the sandbox's users; `undefined` when it does not answer. */
function get(layout: Layout, user: PkiName, port: number, path: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const call = request(
      {
        host: LOOPBACK,
        port,
        path,
        // A pooled connection to a component that was restarted meanwhile would fail once.
        agent: false,
        timeout: 3_000,
        ca: readFileSync(pkiFile(layout.pki, "ca", "crt")),
        cert: readFileSync(pkiFile(layout.pki, user, "crt")),
        key: readFileSync(pkiFile(layout.pki, user, "key")),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => {
      resolve(undefined);
    });
    call.end();
  });
}

/** Whether an HTTP server answers on this port, whatever it says. */
export function answersHttp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = httpRequest({ host: LOOPBACK, port, agent: false, timeout: 3_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => {
      resolve(false);
    });
    call.end();
  });
}

/** Whether a health endpoint answers 200. */
export async function answersOk(layout: Layout, user: PkiName, port: number, path: string): Promise<boolean> {
  return (await get(layout, user, port, path))?.status === 200;
}

const NODES = z.object({
  items: z.array(
    z.object({
      status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
    }),
  ),
});

/** Whether there are nodes and all are Ready. */
export async function nodesReady(layout: Layout, port: number, wanted: number): Promise<boolean> {
  const answer = await get(layout, "admin", port, "/api/v1/nodes");
  if (answer?.status !== 200) return false;
  const { items } = NODES.parse(JSON.parse(answer.body));
  const ready = items.filter(({ status }) =>
    status.conditions.some(({ type, status: value }) => type === "Ready" && value === "True"),
  );
  return items.length >= wanted && ready.length === items.length;
}
