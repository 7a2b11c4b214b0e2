import { z } from "zod";
import type { DnsRecord } from "./state";

/** What a client may write into a record. Fields that the emulator does not know are ignored, as the API does. */
const bodySchema = z.object({
  type: z.string(),
  name: z.string(),
  content: z.string(),
  // Not z.number(): a ttl of the wrong kind has an error number of its own.
  ttl: z.unknown(),
  proxied: z.boolean().nullable(),
  comment: z.string().nullable(),
  tags: z.array(z.string()).nullable(),
  settings: z.record(z.string(), z.boolean().nullable()).nullable(),
});

const partialSchema = bodySchema.partial();

/** A record that a client asks for, complete but not yet examined. */
export interface RecordDraft {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: unknown;
  readonly proxied: boolean;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly settings: Readonly<Record<string, boolean | null>>;
}

/** What a new record is where the client does not say. An empty name or content is refused later, with its own number. */
const BLANK: RecordDraft = {
  type: "",
  name: "",
  content: "",
  ttl: 1,
  proxied: false,
  comment: null,
  tags: [],
  settings: {},
};

/**
 * Reads the body of a request for a record; nothing if it has none, or a field of the wrong kind.
 *
 * @param current - the record that the body changes in part; without one, the body describes a whole record
 */
export function readDraft(body: unknown, current?: DnsRecord): RecordDraft | undefined {
  const read = partialSchema.safeParse(body);
  if (!read.success) return undefined;
  const base: RecordDraft = current ?? BLANK;
  const { type, name, content, ttl, proxied, comment, tags, settings } = read.data;
  return {
    type: type ?? base.type,
    name: name ?? base.name,
    content: content ?? base.content,
    ttl: ttl ?? base.ttl,
    proxied: proxied ?? base.proxied,
    // null is a value here: it removes the comment.
    comment: comment === undefined ? base.comment : comment,
    tags: tags ?? base.tags,
    settings: { ...base.settings, ...settings },
  };
}
