import { RolloutError } from "../../../config/errors";
import { isList, objectOr, textOr, type Plain, type PlainObject } from "../protocol/plain";
import { withoutNulls } from "../protocol/property-values";
import { toApiNames, toSdkNames } from "./field-names";

/** What a program may declare of a record; `zoneId` is part of the address. */
const FIELDS = [
  "comment",
  "content",
  "data",
  "name",
  "priority",
  "privateRouting",
  "proxied",
  "settings",
  "tags",
  "ttl",
  "type",
] as const;

const AUTOMATIC_TTL = 1;

/** What the real plugin fills in for a CNAME, whatever the API has answered. */
const CNAME_SETTINGS: PlainObject = { flattenCname: false, ipv4Only: false, ipv6Only: false };

/** Fields without which there is no record. */
export const REQUIRED_FIELDS = ["zoneId", "name", "type", "ttl"] as const;

/** Fields that only a new record can have otherwise. */
export const REPLACING_FIELDS: ReadonlySet<string> = new Set(["zoneId", "type"]);

/** The URL path of a zone's records, or of one of them. */
export function recordPath(zoneId: string, recordId?: string): string {
  return `/zones/${zoneId}/dns_records${recordId === undefined ? "" : `/${recordId}`}`;
}

function declaredFields(inputs: PlainObject): PlainObject {
  return toApiNames(
    Object.fromEntries(
      FIELDS.flatMap((field): [string, Plain][] => {
        const value = inputs[field];
        return value === undefined ? [] : [[field, value]];
      }),
    ),
  );
}

/**
 * The body that creates a record: what is declared, and nothing else.
 *
 * @throws RolloutError if a proxied record shall have a lifetime of its own, which Cloudflare never grants
 */
export function creationBody(inputs: PlainObject): PlainObject {
  if (inputs["proxied"] === true && inputs["ttl"] !== AUTOMATIC_TTL)
    throw new RolloutError(`ttl: is fixed for a proxied record, got ${JSON.stringify(inputs["ttl"])}; write 1`);
  return declaredFields(inputs);
}

/** The body that overwrites a record: it has to carry everything that shall stay. */
export function overwritingBody(inputs: PlainObject, state: PlainObject): PlainObject {
  return {
    ...(isList(state["tags"]) ? { tags: state["tags"] } : {}),
    ...(inputs["comment"] === undefined && state["comment"] !== undefined ? { comment: null } : {}),
    ...(typeof state["proxied"] === "boolean" ? { proxied: state["proxied"] } : {}),
    settings: toApiNames({ ...(inputs["type"] === "CNAME" ? CNAME_SETTINGS : {}), ...objectOr(state["settings"]) }),
    ...declaredFields(inputs),
  };
}

/** The outputs of a record that the API has answered. */
export function recordState(record: Plain, zoneId: string): PlainObject {
  const { meta, ...fields } = toSdkNames(withoutNulls(record));
  return { ...fields, zoneId, meta: JSON.stringify(meta ?? {}) };
}

/** The live values of what is declared. A name without its zone is the same as one with it. */
export function declaredRecord(state: PlainObject, inputs: PlainObject): PlainObject {
  const declared = Object.entries(inputs).flatMap(([field, value]): [string, Plain][] => {
    const live = state[field];
    if (field === "name" && textOr(live).startsWith(`${textOr(value)}.`)) return [[field, value]];
    return live === undefined ? [] : [[field, live]];
  });
  return Object.fromEntries(declared);
}

/** What an import declares of a record. */
export function importedRecord(state: PlainObject): PlainObject {
  const fields = ["zoneId", "name", "type", "content", "ttl", "proxied", "comment"];
  const known = fields.flatMap((field): [string, Plain][] => {
    const value = state[field];
    return value === undefined ? [] : [[field, value]];
  });
  return Object.fromEntries(known);
}
