import { createHash } from "node:crypto";
import type { DnsRecord, State, Zone } from "./state";
import { proxiable } from "./record-content";

/** A zone to start with. */
export interface ZoneSeed {
  /** The domain name. */
  readonly name: string;
  /** The A records that exist before any stack does: full name to IPv4 address. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * The zone of the example. `proxy` is the load balancer of the nonprod cluster; prod's is an address of the range for
 * documentation, so that nothing ever reaches a machine of somebody else.
 */
export const OUTSRC_ZONE: ZoneSeed = {
  name: "outsrc.dev",
  addresses: { "proxy.outsrc.dev": "35.209.76.89", "proxy-prod.outsrc.dev": "203.0.113.89" },
};

/** The identifier that a thing has in every sandbox: the start of the SHA-256 of its name. */
export function seedId(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}

/**
 * The state of a new emulator. The same seeds always give the same bytes.
 *
 * @param createdOn - when zones and records say that they were made
 */
export function seedState(seeds: readonly ZoneSeed[], createdOn = "2026-01-01T00:00:00.000Z"): State {
  return { version: 1, zones: seeds.map((seed) => seedZone(seed, createdOn)) };
}

function seedZone(seed: ZoneSeed, createdOn: string): Zone {
  return {
    id: seedId(seed.name),
    name: seed.name,
    account: { id: seedId("outsrc sandbox"), name: "outsrc sandbox" },
    created_on: createdOn,
    records: Object.entries(seed.addresses).map(([name, address]) => seedRecord(name, address, createdOn)),
  };
}

function seedRecord(name: string, content: string, createdOn: string): DnsRecord {
  return {
    id: seedId(`A ${name} ${content}`),
    name,
    type: "A",
    content,
    proxiable: proxiable("A", content),
    proxied: false,
    ttl: 1,
    settings: {},
    meta: {},
    comment: null,
    tags: [],
    created_on: createdOn,
    modified_on: createdOn,
  };
}
