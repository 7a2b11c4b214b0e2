import Cloudflare from "cloudflare";
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

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function connect(): Cloudflare {
  // Token and address are those that the provider reads: CLOUDFLARE_API_TOKEN and CLOUDFLARE_BASE_URL.
  return new Cloudflare({ maxRetries: 2 });
}

/** Id of the CNAME of a host; `undefined` where there is none. */
export async function findRecord(zoneId: string, host: string): Promise<string | undefined> {
  for await (const record of connect().dns.records.list({ zone_id: zoneId, type: "CNAME", name: { exact: host } }))
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
      let live: string | undefined;
      const query = { zone_id: text(inputs["zoneId"]), name: { exact: host } };
      for await (const record of connect().dns.records.list(query))
        if (record.type === "CNAME" || record.type === "A") live = record.content;
      return { host, wanted: text(inputs["content"]), live };
    }),
  );
}
