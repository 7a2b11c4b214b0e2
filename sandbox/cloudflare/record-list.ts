import { success } from "./api";
import { inZone, type Call, type Outcome } from "./call";
import { matching, textTests } from "./filters";
import { paginate } from "./pagination";
import type { DnsRecord } from "./state";

/** What a list can be ordered by. */
const ORDERS: Readonly<Record<string, (a: DnsRecord, b: DnsRecord) => number>> = {
  type: (a, b) => compareText(a.type, b.type),
  name: (a, b) => compareText(a.name, b.name),
  content: (a, b) => compareText(a.content, b.content),
  ttl: (a, b) => a.ttl - b.ttl,
  proxied: (a, b) => Number(a.proxied) - Number(b.proxied),
};

/** `GET /zones/:zone/dns_records`; without an order, the oldest record comes first. */
export function listRecords(call: Call): Outcome {
  return inZone(call, (zone) => {
    const { query } = call;
    const found = searched(matching(zone.records, query, testsOf(query)), query);
    const { result, info } = paginate(ordered(found, query), query, { default: 100, max: 5_000_000 });
    return { answer: success(result, { result_info: info }) };
  });
}

function testsOf(query: URLSearchParams): ((record: DnsRecord) => boolean)[] {
  const type = query.get("type")?.toUpperCase();
  const proxied = query.get("proxied");
  return [
    ...textTests<DnsRecord>(query, "name", (record) => record.name),
    ...textTests<DnsRecord>(query, "content", (record) => record.content),
    ...textTests<DnsRecord>(query, "comment", (record) => record.comment),
    ...(query.has("comment.present") ? [(record: DnsRecord) => record.comment !== null] : []),
    ...(query.has("comment.absent") ? [(record: DnsRecord) => record.comment === null] : []),
    ...(type ? [(record: DnsRecord) => record.type === type] : []),
    ...(proxied ? [(record: DnsRecord) => String(record.proxied) === proxied] : []),
  ];
}

/** `search` looks everywhere and is not subject to `match`. */
function searched(records: readonly DnsRecord[], query: URLSearchParams): readonly DnsRecord[] {
  const wanted = query.get("search")?.toLowerCase();
  if (!wanted) return records;
  return records.filter(({ name, content, comment }) =>
    [name, content, comment ?? ""].some((text) => text.toLowerCase().includes(wanted)),
  );
}

function ordered(records: readonly DnsRecord[], query: URLSearchParams): readonly DnsRecord[] {
  const compare = ORDERS[query.get("order") ?? ""];
  if (!compare) return records;
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return [...records].sort((a, b) => sign * compare(a, b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
