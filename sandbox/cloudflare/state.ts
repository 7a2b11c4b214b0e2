import { z } from "zod";

/**
 * The record types that the emulator knows: those that the program declares, and TXT, the one that stands for everything
 * that cannot be proxied and may share a name with a CNAME.
 */
export const RECORD_TYPES = ["A", "AAAA", "CNAME", "TXT"] as const;

/** A record type that the emulator knows. */
export type RecordType = (typeof RECORD_TYPES)[number];

/** What Cloudflare's identifiers look like. */
export const ID_PATTERN = /^[0-9a-f]{32}$/;

const recordSchema = z.strictObject({
  id: z.string().regex(ID_PATTERN),
  name: z.string(),
  type: z.enum(RECORD_TYPES),
  content: z.string(),
  proxiable: z.boolean(),
  proxied: z.boolean(),
  ttl: z.number().int(),
  settings: z.record(z.string(), z.boolean()),
  meta: z.strictObject({}),
  comment: z.string().nullable(),
  tags: z.array(z.string()),
  created_on: z.string(),
  modified_on: z.string(),
  comment_modified_on: z.string().optional(),
});

const zoneSchema = z.strictObject({
  id: z.string().regex(ID_PATTERN),
  name: z.string(),
  account: z.strictObject({ id: z.string().regex(ID_PATTERN), name: z.string() }),
  created_on: z.string(),
  records: z.array(recordSchema),
});

/** What a state file holds. */
export const stateSchema = z.strictObject({ version: z.literal(1), zones: z.array(zoneSchema) });

/** A DNS record, field by field in the order in which the API answers it. */
export type DnsRecord = Readonly<z.infer<typeof recordSchema>>;

/** A zone with its records; what else the API tells about a zone is the same for all of them. */
export type Zone = Readonly<z.infer<typeof zoneSchema>>;

/** Everything that the emulator remembers. */
export type State = Readonly<z.infer<typeof stateSchema>>;

/** The state with another version of one zone. */
export function withZone(state: State, zone: Zone): State {
  return { ...state, zones: state.zones.map((each) => (each.id === zone.id ? zone : each)) };
}
