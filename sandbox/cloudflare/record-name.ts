import { domainToASCII } from "node:url";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A host name in the one way in which it is stored: Punycode, lower case, no trailing dot. */
export function canonicalHost(host: string): string {
  // An all-ASCII name is left to the checks: domainToASCII answers "" to some names that Cloudflare takes.
  const ascii = /^[\x20-\x7e]*$/.test(host) ? host : domainToASCII(host);
  return ascii.toLowerCase().replace(/\.$/, "");
}

/** Whether a canonical host name is one: labels of 1 to 63 letters, digits, `-` and `_`, at most 253 in all. */
export function isHost(host: string): boolean {
  return host.length <= 253 && host.split(".").every((label) => LABEL.test(label));
}

/**
 * The full name of a record, from what a client wrote; nothing if that names no host of the zone.
 *
 * `@` is the zone itself. What does not end in the zone's name is taken as relative to it, however many labels it has: asked
 * for `mail.example.com` in the zone `outsrc.dev`, the API makes `mail.example.com.outsrc.dev` (NewFuture/DDNS#21). Only a
 * trailing dot says that a name is complete.
 */
export function recordName(written: string, zone: string): string | undefined {
  if (written === "@") return zone;
  const name = canonicalHost(written);
  const inZone = name === zone || name.endsWith(`.${zone}`);
  if (!inZone && written.endsWith(".")) return undefined;
  const full = inZone ? name : `${name}.${zone}`;
  return isHost(full.replace(/^\*\./, "")) ? full : undefined;
}
