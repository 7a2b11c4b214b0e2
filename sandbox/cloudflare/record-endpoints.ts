import { success } from "./api";
import { inZone, refuse, type Call, type Outcome, type Surroundings } from "./call";
import { readDraft } from "./record-draft";
import { conflict, examine, type RecordFields, type Verdict } from "./record-rules";
import { INVALID_BODY, NO_SUCH_RECORD, unroutable } from "./refusals";
import { ID_PATTERN, withZone, type DnsRecord, type Zone } from "./state";

/** `POST /zones/:zone/dns_records` */
export function createRecord(call: Call): Outcome {
  return inZone(call, (zone) => {
    const verdict = judge(call.body, zone);
    if (!verdict.ok) return refuse(verdict.refusal);
    const record = compose(call.surroundings.newId(), verdict.fields, undefined, call.surroundings);
    return stored(call, { ...zone, records: [...zone.records, record] }, record);
  });
}

/** `GET /zones/:zone/dns_records/:record` */
export function getRecord(call: Call): Outcome {
  return onRecord(call, (_zone, record) => ({ answer: success(record) }));
}

/** `PUT /zones/:zone/dns_records/:record`: the body is the whole record. */
export function overwriteRecord(call: Call): Outcome {
  return onRecord(call, (zone, record) => change(call, zone, record, judge(call.body, zone, record)));
}

/** `PATCH /zones/:zone/dns_records/:record`: what the body does not name stays. */
export function editRecord(call: Call): Outcome {
  return onRecord(call, (zone, record) => change(call, zone, record, judge(call.body, zone, record, record)));
}

/** `DELETE /zones/:zone/dns_records/:record` */
export function deleteRecord(call: Call): Outcome {
  return onRecord(call, (zone, { id }) =>
    stored(call, { ...zone, records: zone.records.filter((each) => each.id !== id) }, { id }),
  );
}

function onRecord(call: Call, respond: (zone: Zone, record: DnsRecord) => Outcome): Outcome {
  return inZone(call, (zone) => {
    const id = call.params["record"] ?? "";
    if (!ID_PATTERN.test(id)) return refuse(unroutable(call.path));
    const record = zone.records.find((each) => each.id === id);
    return record ? respond(zone, record) : refuse(NO_SUCH_RECORD);
  });
}

/**
 * Whether a body may become a record of the zone.
 *
 * @param replaced - the record that it takes the place of, which therefore cannot be in its way
 * @param base - the record that fills in what the body leaves out
 */
function judge(body: unknown, zone: Zone, replaced?: DnsRecord, base?: DnsRecord): Verdict {
  const draft = readDraft(body, base);
  if (!draft) return { ok: false, refusal: INVALID_BODY };
  const verdict = examine(draft, zone.name);
  if (!verdict.ok) return verdict;
  const others = zone.records.filter((each) => each.id !== replaced?.id);
  const refusal = conflict(verdict.fields, others);
  return refusal ? { ok: false, refusal } : verdict;
}

function change(call: Call, zone: Zone, current: DnsRecord, verdict: Verdict): Outcome {
  if (!verdict.ok) return refuse(verdict.refusal);
  const record = compose(current.id, verdict.fields, current, call.surroundings);
  return stored(call, { ...zone, records: zone.records.map((each) => (each === current ? record : each)) }, record);
}

/** Puts a record together, field by field in the order in which the API answers it. */
function compose(id: string, fields: RecordFields, current: DnsRecord | undefined, { now }: Surroundings): DnsRecord {
  const time = now();
  const { name, type, content, proxiable, proxied, ttl, settings, comment, tags } = fields;
  const commented = current?.comment === comment ? current.comment_modified_on : time;
  return {
    id,
    name,
    type,
    content,
    proxiable,
    proxied,
    ttl,
    settings,
    meta: {},
    comment,
    tags,
    created_on: current?.created_on ?? time,
    modified_on: time,
    ...(comment !== null && { comment_modified_on: commented }),
  };
}

function stored(call: Call, zone: Zone, result: unknown): Outcome {
  return { answer: success(result), state: withZone(call.state, zone) };
}
