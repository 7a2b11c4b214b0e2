import ipaddr from "ipaddr.js";
import type { Finding } from "./problem";

/** What is wrong with an address range of an allow or deny list; nothing if it is a network in CIDR notation. */
export function checkCidr(range: string): Finding | undefined {
  const [address = "", mask] = range.split("/", 2);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address))
    return { wrong: "is not an address range", instead: 'write CIDR notation, such as "203.0.113.0/24"' };
  const ip = ipaddr.parse(address);
  if (ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress())
    return { wrong: "is an IPv4 address mapped into IPv6", instead: `write the IPv4 form "${mappedIpv4(ip, mask)}"` };
  if (mask === undefined)
    return { wrong: "has no mask", instead: `write "${address}/${ip.kind() === "ipv4" ? 32 : 128}"` };
  if (!ipaddr.isValidCIDR(range))
    return {
      wrong: "has an impossible mask",
      instead: `write a number from 0 to ${ip.kind() === "ipv4" ? 32 : 128} after the "/"`,
    };
  const network = networkOf(range);
  if (ipaddr.parse(network.address).toNormalizedString() !== ip.toNormalizedString())
    return { wrong: "has bits set after its mask", instead: `write "${network.address}/${mask}"` };
  return undefined;
}

function mappedIpv4(ip: ipaddr.IPv6, mask: string | undefined): string {
  const given = /^\d+$/.test(mask ?? "") ? Number(mask) : 32;
  // A mask of up to 32 was meant for the IPv4 address inside.
  const prefix = given <= 32 ? given : Math.max(0, given - 96);
  return `${ip.toIPv4Address().toString()}/${prefix}`;
}

function networkOf(range: string): { address: string; prefix: number; kind: "ipv4" | "ipv6" } {
  const [ip, prefix] = ipaddr.parseCIDR(range);
  const network =
    ip.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range);
  return { address: network.toString(), prefix, kind: ip.kind() };
}

/**
 * Whether these ranges, taken together, admit every address of IPv4 or of IPv6: `0.0.0.0/0` does, and so do
 * `0.0.0.0/1` and `128.0.0.0/1` together. The ranges must have passed `checkCidr`.
 */
export function admitsEveryone(ranges: readonly string[]): boolean {
  return (["ipv4", "ipv6"] as const).some((kind) => {
    const networks = ranges.map((range) => ipaddr.parseCIDR(range)).filter(([ip]) => ip.kind() === kind);
    // Two networks are either disjoint or nested, so the outermost ones can simply be added up.
    const outermost = networks.filter(
      ([ip, prefix], i) =>
        !networks.some(
          ([other, otherPrefix], j) =>
            i !== j && (otherPrefix < prefix || (otherPrefix === prefix && j < i)) && ip.match(other, otherPrefix),
        ),
    );
    const bits = kind === "ipv4" ? 32n : 128n;
    const covered = outermost.reduce((sum, [, prefix]) => sum + (1n << (bits - BigInt(prefix))), 0n);
    return covered === 1n << bits;
  });
}
