import type { StackState } from "./stack-state";
import { nameOfUrn } from "./steps";

/** Where a host's record leads. */
export interface DnsTarget {
  readonly host: string;
  /** What the stack declares. */
  readonly wanted: string;
  /** What Cloudflare serves; `undefined` where there is no such record. */
  readonly live: string | undefined;
}

/** A DNS record, as Cloudflare has it. */
export interface LiveRecord {
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
  /** Seconds; 1 is automatic. */
  readonly ttl: number;
  /** When it was last changed; nobody tells by whom. */
  readonly modifiedAt: Date | undefined;
}

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

async function connect() {
  // Cloudflare's client takes most of a second to load, and many commands have nothing to ask it.
  const { Cloudflare } = await import("cloudflare");
  // Token and address are those that the provider reads: CLOUDFLARE_API_TOKEN and CLOUDFLARE_BASE_URL.
  return new Cloudflare({ maxRetries: 2 });
}

/** Id of the CNAME of a host; `undefined` where there is none. */
export async function findRecord(zoneId: string, host: string): Promise<string | undefined> {
  const client = await connect();
  for await (const record of client.dns.records.list({ zone_id: zoneId, type: "CNAME", name: { exact: host } }))
    return record.id;
  return undefined;
}

/**
 * Asks Cloudflare for the records that a stack's state names. A look-up of the name would not do: a CNAME at the top of a
 * zone is answered with addresses.
 */
export async function dnsTargets({ resources }: StackState): Promise<DnsTarget[]> {
  const records = resources.filter(({ type }) => type === RECORD);
  return Promise.all(
    records.map(async ({ urn, inputs }) => {
      const host = nameOfUrn(urn);
      const client = await connect();
      let live: string | undefined;
      const query = { zone_id: text(inputs["zoneId"]), name: { exact: host } };
      for await (const record of client.dns.records.list(query))
        if (record.type === "CNAME" || record.type === "A") live = record.content;
      return { host, wanted: text(inputs["content"]), live };
    }),
  );
}

const LEADS_SOMEWHERE = new Set(["CNAME", "A", "AAAA"]);

/**
 * Where a host leads: the record that an update made, or else whatever has taken its place; `undefined` where it leads
 * nowhere.
 */
export async function readRecord(zoneId: string, host: string, id: string): Promise<LiveRecord | undefined> {
  let found: LiveRecord | undefined;
  const client = await connect();
  for await (const record of client.dns.records.list({ zone_id: zoneId, name: { exact: host } })) {
    if (!LEADS_SOMEWHERE.has(record.type)) continue;
    const { type, content = "", proxied = false, ttl, modified_on: modifiedOn } = record;
    const live = { type, content, proxied, ttl, modifiedAt: modifiedOn ? new Date(modifiedOn) : undefined };
    if (record.id === id) return live;
    found ??= live;
  }
  return found;
}
