import ipaddr from "ipaddr.js";
import type { Refusal } from "./api";
import { canonicalHost, isHost } from "./record-name";
import * as refusals from "./refusals";
import type { RecordType } from "./state";

/** Content in the way in which it is stored, or why there is none. */
export type Content =
  { readonly ok: true; readonly content: string } | { readonly ok: false; readonly refusal: Refusal };

/** How each type reads the content that a client wrote, for a record of the given name in the given zone. */
export const readContent: Readonly<Record<RecordType, (written: string, name: string, zone: string) => Content>> = {
  A: (written) => (ipaddr.IPv4.isValidFourPartDecimal(written) ? accepted(written) : refused(refusals.INVALID_A)),
  AAAA: (written) =>
    ipaddr.IPv6.isValid(written) && !written.includes("%")
      ? accepted(ipaddr.IPv6.parse(written).toString())
      : refused(refusals.INVALID_AAAA),
  CNAME: readTarget,
  TXT: readText,
};

/** Ranges that nothing of Cloudflare can reach. The ranges for documentation are welcome as dummy targets. */
const UNREACHABLE: readonly string[] = ["private", "loopback", "linkLocal", "unspecified", "uniqueLocal", "broadcast"];

/** Whether Cloudflare could stand in front of a record. */
export function proxiable(type: RecordType, content: string): boolean {
  if (type === "TXT") return false;
  return type === "CNAME" || !UNREACHABLE.includes(ipaddr.parse(content).range());
}

function readTarget(written: string, name: string, zone: string): Content {
  const target = written === "@" ? zone : canonicalHost(written);
  // An address is made of labels too; a host without a dot is no full name.
  if (!isHost(target) || !target.includes(".") || ipaddr.isValid(target)) return refused(refusals.INVALID_CNAME);
  return target === name ? refused(refusals.CNAME_TO_ITSELF) : accepted(target);
}

function readText(written: string): Content {
  if (written === "") return refused(refusals.invalid("content for TXT record must not be empty"));
  return Buffer.byteLength(written) > 4096 ? refused(refusals.CONTENT_TOO_LONG) : accepted(written);
}

function accepted(content: string): Content {
  return { ok: true, content };
}

function refused(refusal: Refusal): Content {
  return { ok: false, refusal };
}
