import { createServer } from "node:net";

import { z } from "zod";

import { readIfExists, writeAtomically } from "./files";

/** What the sandbox listens with. */
export const PORT_NAMES = [
  "etcd",
  "etcdPeer",
  "apiServer",
  "controllerManager",
  "scheduler",
  "kwok",
  "cloudflare",
] as const;

/** One of {@link PORT_NAMES}. */
export type PortName = (typeof PORT_NAMES)[number];

/** A port on 127.0.0.1 for each listener. */
export type Ports = Readonly<Record<PortName, number>>;

const PORT = z.number().int().positive();
const PORTS = z.record(z.enum(PORT_NAMES), PORT);
/** An older sandbox may know fewer listeners. */
const KNOWN_PORTS = z.partialRecord(z.enum(PORT_NAMES), PORT);

/** Nothing of ours ever listens on another address. */
export const LOOPBACK = "127.0.0.1";

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : undefined);
      });
    });
  });
}

/** Whether a listener could take this port now. */
export async function isFree(port: number): Promise<boolean> {
  return (await bind(port)) !== undefined;
}

async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await bind(0);
    if (port !== undefined && !taken.has(port)) return port;
  }
}

/** The ports chosen earlier, if any. */
export function readPorts(path: string): Partial<Ports> {
  const text = readIfExists(path);
  if (text === undefined) return {};
  try {
    return KNOWN_PORTS.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * Keeps the ports of earlier runs, so that a restart changes nobody's address, and replaces those that another program
 * has taken since.
 *
 * @param inUse - ports that our own running components hold
 */
export async function choosePorts(path: string, inUse: ReadonlySet<PortName>): Promise<Ports> {
  const known = readPorts(path);
  const taken = new Set<number>();
  const chosen: [PortName, number][] = [];
  for (const name of PORT_NAMES) {
    const before = known[name];
    const keep = before !== undefined && !taken.has(before) && (inUse.has(name) || (await isFree(before)));
    const port = keep ? before : await freePort(taken);
    taken.add(port);
    chosen.push([name, port]);
  }
  const ports = PORTS.parse(Object.fromEntries(chosen));
  writeAtomically(path, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports;
}
