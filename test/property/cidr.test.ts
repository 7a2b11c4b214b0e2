import assert from "node:assert/strict";
import fc from "fast-check";
import { admitsEveryone, checkCidr } from "../../config/cidr";

// Networks of at most 8 bits: 256 blocks can be counted one by one.
const BITS = 8;

interface Block {
  readonly first: number;
  readonly bits: number;
}

const format = {
  ipv4: ({ first, bits }: Block) => `${first}.0.0.0/${bits}`,
  ipv6: ({ first, bits }: Block) => `${(first * 256).toString(16)}::/${bits}`,
};

const sizeOf = ({ bits }: Block) => 2 ** (BITS - bits);

const blocks = ({ first, bits }: Block) => Array.from({ length: sizeOf({ first, bits }) }, (_, i) => first + i);

const anyBlock: fc.Arbitrary<Block> = fc
  .tuple(fc.integer({ min: 0, max: BITS }), fc.integer({ min: 0, max: 255 }))
  .map(([bits, address]) => ({ bits, first: address - (address % 2 ** (BITS - bits)) }));

/** Everything, split at random. */
const partition = (block: Block): fc.Arbitrary<Block[]> =>
  block.bits === BITS
    ? fc.constant([block])
    : fc.integer({ min: 0, max: 3 }).chain((dice) => {
        if (dice === 0 && block.bits > 0) return fc.constant([block]);
        const bits = block.bits + 1;
        const halves = [block.first, block.first + sizeOf({ first: 0, bits })].map((first) =>
          partition({ first, bits }),
        );
        return fc.tuple(...halves).map((parts) => parts.flat());
      });

/** Networks that often cover everything, with some twice, some nested, and sometimes one missing. */
const anyBlocks: fc.Arbitrary<Block[]> = fc
  .tuple(
    fc.oneof(fc.constant([]), partition({ first: 0, bits: 0 })),
    fc.array(anyBlock, { maxLength: 4 }),
    fc.nat(),
    fc.boolean(),
  )
  .map(([parts, extra, hole, whole]) => [...parts.filter((_, i) => whole || i !== hole % parts.length), ...extra])
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

const coversAll = (all: readonly Block[]) => new Set(all.flatMap(blocks)).size === 2 ** BITS;

describe("admitsEveryone, for any networks", () => {
  for (const kind of ["ipv4", "ipv6"] as const)
    it(`agrees with counting the blocks of ${kind} one by one`, () => {
      fc.assert(
        fc.property(anyBlocks, (all) => {
          const ranges = all.map(format[kind]);
          for (const range of ranges) assert.equal(checkCidr(range), undefined);
          assert.equal(admitsEveryone(ranges), coversAll(all));
        }),
        { numRuns: 500 },
      );
    });

  it("looks at IPv4 and IPv6 apart from each other", () => {
    fc.assert(
      fc.property(anyBlocks, anyBlocks, (one, other) => {
        const ranges = [...one.map(format.ipv4), ...other.map(format.ipv6)];
        assert.equal(admitsEveryone(ranges), coversAll(one) || coversAll(other));
      }),
      { numRuns: 200 },
    );
  });
});

describe("checkCidr, for any address and mask", () => {
  const anyRange = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );

  it("suggests a range that it accepts itself, wherever it refuses one", () => {
    fc.assert(
      fc.property(anyRange, ([address, mask]) => {
        const finding = checkCidr(`${address}/${mask}`);
        if (finding === undefined) return;
        const [, suggestion = ""] = /"(.+)"/.exec(finding.instead) ?? [];
        // The IPv4 form of a mapped address may still have bits set after its mask, which is told next.
        const next = checkCidr(suggestion);
        assert.ok(next === undefined || finding.wrong.includes("mapped"), `${address}/${mask} → ${suggestion}`);
      }),
    );
  });

  it("never takes an address without a mask", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        assert.notEqual(checkCidr(address), undefined);
      }),
    );
  });
});
