import type { Refusal } from "./api";
import { proxiable, readContent } from "./record-content";
import type { RecordDraft } from "./record-draft";
import { recordName } from "./record-name";
import * as refusals from "./refusals";
import { RECORD_TYPES, type DnsRecord, type RecordType } from "./state";

/** The part of a record that clients decide. */
export type RecordFields = Pick<
  DnsRecord,
  "name" | "type" | "content" | "proxiable" | "proxied" | "ttl" | "settings" | "comment" | "tags"
>;

/** A draft that may become a record, or why it may not. */
export type Verdict =
  { readonly ok: true; readonly fields: RecordFields } | { readonly ok: false; readonly refusal: Refusal };

/** The settings that a record of each type has, with their defaults: those that the API answers when none is given. */
const SETTINGS: Readonly<
  Record<RecordType, { readonly known: readonly string[]; readonly defaults: Record<string, boolean> }>
> = {
  A: { known: ["ipv4_only", "ipv6_only"], defaults: {} },
  AAAA: { known: ["ipv4_only", "ipv6_only"], defaults: {} },
  CNAME: { known: ["flatten_cname", "ipv4_only", "ipv6_only"], defaults: { flatten_cname: false } },
  TXT: { known: [], defaults: {} },
};

/** Whether the zone takes a record as it was drafted, whatever other records there are. */
export function examine(draft: RecordDraft, zone: string): Verdict {
  const type = RECORD_TYPES.find((known) => known === draft.type);
  if (type === undefined)
    return refused(refusals.invalid(`the emulator has records of type ${RECORD_TYPES.join(", ")} only`));
  const name = recordName(draft.name, zone);
  if (name === undefined) return refused(refusals.INVALID_NAME);
  const read = readContent[type](draft.content, name, zone);
  if (!read.ok) return read;
  const { content } = read;
  const refusal = checkTtl(draft.ttl) ?? checkProxied(draft, type, content) ?? checkAttributes(draft);
  if (refusal) return refused(refusal);
  return {
    ok: true,
    fields: {
      name,
      type,
      content,
      proxiable: proxiable(type, content),
      proxied: draft.proxied,
      // A proxied record always has an automatic ttl; the API does not complain about another one, it drops it.
      ttl: draft.proxied ? 1 : Number(draft.ttl),
      settings: settingsOf(draft, type),
      comment: draft.comment === "" ? null : draft.comment,
      tags: [],
    },
  };
}

/** Why a record cannot stand beside the others of its zone; nothing if it can. */
export function conflict(
  fields: Pick<DnsRecord, "name" | "type" | "content">,
  others: readonly DnsRecord[],
): Refusal | undefined {
  const sameName = others.filter((other) => other.name === fields.name);
  const has = (...types: RecordType[]) => sameName.some((other) => types.includes(other.type));
  if (fields.type === "CNAME" && has("A", "AAAA", "CNAME")) return refusals.HOST_TAKEN;
  if ((fields.type === "A" || fields.type === "AAAA") && has("CNAME")) return refusals.HOST_IS_CNAME;
  const identical = sameName.some((other) => other.type === fields.type && other.content === fields.content);
  return identical ? refusals.IDENTICAL_RECORD : undefined;
}

function checkTtl(ttl: unknown): Refusal | undefined {
  const valid = typeof ttl === "number" && Number.isInteger(ttl) && (ttl === 1 || (ttl >= 60 && ttl <= 86400));
  return valid ? undefined : refusals.INVALID_TTL;
}

function checkProxied(draft: RecordDraft, type: RecordType, content: string): Refusal | undefined {
  if (!draft.proxied || proxiable(type, content)) return undefined;
  return type === "TXT" ? refusals.NOT_PROXIABLE : refusals.notAProxyTarget(content);
}

function checkAttributes({ comment, tags }: RecordDraft): Refusal | undefined {
  // The plan counts characters, not the two halves that JavaScript makes of some.
  if (comment !== null && Array.from(comment).length > 100) return refusals.COMMENT_TOO_LONG;
  if (comment !== null && /[\r\n]/.test(comment)) return refusals.invalid("comment must not hold a line break");
  return tags.length > 0 ? refusals.tooManyTags(tags.length) : undefined;
}

function settingsOf(draft: RecordDraft, type: RecordType): Record<string, boolean> {
  const { known, defaults } = SETTINGS[type];
  const settings: Record<string, boolean> = { ...defaults };
  for (const [key, value] of Object.entries(draft.settings))
    if (known.includes(key) && value !== null) settings[key] = value;
  return settings;
}

function refused(refusal: Refusal): Verdict {
  return { ok: false, refusal };
}
