import assert from "node:assert/strict";
import { admitsEveryone, checkCidr } from "../../../config/cidr";

const NO_RANGE = { wrong: "is not an address range", instead: 'write CIDR notation, such as "203.0.113.0/24"' };
const badMask = (bits: number) => ({
  wrong: "has an impossible mask",
  instead: `write a number from 0 to ${bits} after the "/"`,
});
const hostBits = (network: string) => ({ wrong: "has bits set after its mask", instead: `write "${network}"` });
const mapped = (ipv4: string) => ({
  wrong: "is an IPv4 address mapped into IPv6",
  instead: `write the IPv4 form "${ipv4}"`,
});

/** [what it is, the range] */
const networks: [string, string][] = [
  ["an IPv4 network", "203.0.113.0/24"],
  ["one IPv4 address", "203.0.113.7/32"],
  ["every IPv4 address", "0.0.0.0/0"],
  ["an IPv6 network", "2001:db8::/32"],
  ["an IPv6 network in capitals", "2001:DB8::/32"],
  ["an IPv6 network written out", "2001:0db8:0000:0000:0000:0000:0000:0000/32"],
  ["one IPv6 address", "2001:db8::1/128"],
  ["every IPv6 address", "::/0"],
];

/** [what is refused, the range, what is said] */
const refusals: [string, string, ReturnType<typeof checkCidr>][] = [
  ["nothing", "", NO_RANGE],
  ["a word", "office", NO_RANGE],
  ["a mask alone", "/8", NO_RANGE],
  ["an address of three parts", "10.0.0/8", NO_RANGE],
  ["a part with a leading zero, which some read as octal", "010.0.0.0/8", NO_RANGE],
  ["a hexadecimal part", "0x0a.0.0.0/8", NO_RANGE],
  ["a part above 255", "256.0.0.0/8", NO_RANGE],
  ["an IPv4 address without a mask", "10.0.0.1", { wrong: "has no mask", instead: 'write "10.0.0.1/32"' }],
  ["an IPv6 address without a mask", "2001:db8::1", { wrong: "has no mask", instead: 'write "2001:db8::1/128"' }],
  ["an empty mask", "10.0.0.0/", badMask(32)],
  ["a negative mask", "10.0.0.0/-1", badMask(32)],
  ["a dotted mask", "10.0.0.0/255.0.0.0", badMask(32)],
  ["an IPv4 mask above 32", "10.0.0.0/33", badMask(32)],
  ["an IPv6 mask above 128", "2001:db8::/129", badMask(128)],
  ["a range with two masks", "10.0.0.0/8/9", badMask(32)],
  ["a space at the end", "10.0.0.0/8 ", badMask(32)],
  ["an IPv4 network with host bits", "10.0.0.1/8", hostBits("10.0.0.0/8")],
  ["everyone with host bits", "1.2.3.4/0", hostBits("0.0.0.0/0")],
  ["an IPv6 network with host bits", "2001:db8::1/32", hostBits("2001:db8::/32")],
  ["a mapped IPv4 address", "::ffff:10.0.0.1/128", mapped("10.0.0.1/32")],
  ["a mapped IPv4 address in hexadecimal", "::ffff:a00:1/128", mapped("10.0.0.1/32")],
  ["a mapped IPv4 network", "::ffff:10.0.0.0/104", mapped("10.0.0.0/8")],
  ["a mapped IPv4 address without a mask", "::ffff:10.0.0.1", mapped("10.0.0.1/32")],
  ["a mapped IPv4 address with an IPv4 mask", "::ffff:10.0.0.1/32", mapped("10.0.0.1/32")],
  ["a mapped IPv4 address with a mask that is no number", "::ffff:10.0.0.1/x", mapped("10.0.0.1/32")],
];

/** [what the ranges are, the ranges, whether they let everyone in] */
const unions: [string, string[], boolean][] = [
  ["no range", [], false],
  ["all of IPv4", ["0.0.0.0/0"], true],
  ["all of IPv6", ["::/0"], true],
  ["an office", ["203.0.113.0/24"], false],
  ["the two halves of IPv4", ["0.0.0.0/1", "128.0.0.0/1"], true],
  ["the two halves of IPv6", ["8000::/1", "::/1"], true],
  ["half of IPv4 and half of IPv6", ["0.0.0.0/1", "8000::/1"], false],
  ["half of IPv4 twice", ["0.0.0.0/1", "0.0.0.0/1"], false],
  ["half of IPv4, and a part of the same half", ["0.0.0.0/1", "64.0.0.0/2"], false],
  ["halves of IPv4 that hold further networks", ["0.0.0.0/1", "10.0.0.0/8", "128.0.0.0/1", "128.0.0.0/1"], true],
  ["half, quarter, and two eighths of IPv4", ["128.0.0.0/1", "64.0.0.0/2", "0.0.0.0/3", "32.0.0.0/3"], true],
  ["half, quarter, and one eighth of IPv4", ["128.0.0.0/1", "64.0.0.0/2", "0.0.0.0/3"], false],
  ["IPv4 but for one address", Array.from({ length: 32 }, (_, i) => hole(i)), false],
  [
    "IPv4 but for one address, and that address",
    [...Array.from({ length: 32 }, (_, i) => hole(i)), "0.0.0.0/32"],
    true,
  ],
];

/** The i-th of 32 networks that together are all of IPv4 without 0.0.0.0. */
function hole(i: number): string {
  const parts = [0, 0, 0, 0].map((part, octet) => (octet === Math.floor(i / 8) ? 2 ** (7 - (i % 8)) : part));
  return `${parts.join(".")}/${i + 1}`;
}

describe("checkCidr", () => {
  for (const [what, range] of networks)
    it(`accepts ${what}`, () => {
      assert.equal(checkCidr(range), undefined);
    });

  for (const [what, range, expected] of refusals)
    it(`rejects ${what}`, () => {
      assert.deepEqual(checkCidr(range), expected);
    });
});

describe("admitsEveryone", () => {
  for (const [what, ranges, expected] of unions)
    it(`says ${expected ? "yes" : "no"} to ${what}`, () => {
      assert.equal(admitsEveryone(ranges), expected);
    });
});
