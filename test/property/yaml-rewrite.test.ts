import assert from "node:assert/strict";
import fc from "fast-check";
import { isMap, isNode, isScalar, parseDocument, stringify } from "yaml";
import { rewriteYaml } from "../../rollout/yaml-rewrite";

type Values = Record<string, unknown>;

const key = fc.oneof(
  fc.constantFrom("a", "b", "c", "outsrc:images", "app.yaml", "yes", "1", "k e y", "constructor"),
  fc.stringMatching(/^[a-z]{1,4}$/),
);
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "yes",
    "0b1",
    "1_000",
    "0o17",
    "2026-11-24",
    "a: b\n",
    "- x",
    "x\n\n",
    " a\n  b\n",
    "\n",
    "a # b",
    "x\ny",
    "null",
    "~",
    "{a}",
    "\t",
    "x\r\ny",
    "é\u0085",
  ),
  fc.string({ maxLength: 200 }),
);
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constantFrom(null, 0.5, 1e21));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const values: fc.Arbitrary<Values> = fc.dictionary(key, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true });

const isRecord = (of: unknown): of is Values => typeof of === "object" && of !== null && !Array.isArray(of);

function variantOfMap(of: Values): fc.Arbitrary<Values> {
  const more = fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true });
  return fc.tuple(fc.subarray(Object.keys(of)), more).chain(([kept, added]) => {
    const changed = kept.map((name) => [name, fc.oneof(fc.constant(of[name]), variant(of[name]))] as const);
    return fc.record(Object.fromEntries(changed)).map((entries) => ({ ...entries, ...added }));
  });
}

/** Another value that has much in common with a given one. */
function variant(of: unknown): fc.Arbitrary<unknown> {
  if (isRecord(of)) return variantOfMap(of);
  if (!Array.isArray(of)) return fc.oneof(fc.constant(of), value);
  const items: unknown[] = of;
  const some = fc
    .tuple(fc.subarray(items), fc.array(value, { maxLength: 2 }))
    .map(([kept, more]) => [...more, ...kept]);
  return fc.oneof(fc.shuffledSubarray(items), some);
}

const holds = (text: string, wanted: Values) => {
  const document = parseDocument(text);
  return document.errors.length === 0 && stringify(document.toJS()) === stringify(wanted);
};

/** A text that holds the values, as people write one: with comments, blank lines and brackets here and there. */
function written(wanted: Values): fc.Arbitrary<string> {
  const style = fc.record({
    indent: fc.constantFrom(2, 4),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom("any" as const, "any" as const, "flow" as const),
    lineWidth: fc.constantFrom(0, 40),
  });
  return fc
    .tuple(style, fc.array(fc.nat(9), { minLength: 97, maxLength: 97 }), fc.boolean())
    .map(([options, dice, crlf]) => {
      const styled = stringify(wanted, options);
      let rolls = 0;
      const roll = () => dice[rolls++ % dice.length];
      const decorate = (line: string) =>
        line === ""
          ? line
          : roll() === 0
            ? `${line} # note`
            : roll() === 0
              ? `\n# above\n${line}`
              : roll() === 0
                ? `${line}\n\n`
                : line;
      const decorated = styled.split("\n").map(decorate).join("\n");
      // What is put into a text that runs over several lines is part of it.
      const candidates = [...(crlf ? [decorated.replaceAll("\n", "\r\n")] : []), decorated, styled];
      return candidates.find((text) => holds(text, wanted)) ?? stringify(wanted);
    });
}

const change = values.chain((before) =>
  fc.record({ before: fc.constant(before), text: written(before), after: variantOfMap(before) }),
);

/** The lines of each top-level key. */
function segments(text: string): Map<string, string> {
  const { contents } = parseDocument(text);
  assert.ok(isMap(contents));
  return new Map(
    contents.items.map(({ key, value }) => {
      assert.ok(isScalar(key) && isNode(value) && value.range);
      return [String(key.value), text.slice(key.range[0], value.range[1]).trimEnd()];
    }),
  );
}

describe("rewriteYaml, for any values", () => {
  it("writes what is wanted, and leaves the bytes of all that stays", () => {
    fc.assert(
      fc.property(change, ({ before, text, after }) => {
        const stays = Object.keys(after).some((name) => Object.hasOwn(before, name));
        const { contents } = parseDocument(text);
        // A text that keeps its last blank lines takes those of an entry that goes as well.
        fc.pre(stays && isMap(contents) && contents.flow !== true && !/[|>]\d?\+/.test(text));
        const result = rewriteYaml(text, after, "file");
        assert.deepEqual(parseDocument(result).toJS(), after);
        const [old, now] = [segments(text), segments(result)];
        for (const [name, item] of Object.entries(before))
          if (Object.hasOwn(after, name) && stringify(item) === stringify(after[name]))
            assert.equal(now.get(name), old.get(name));
      }),
      { numRuns: 300 },
    );
  });

  it("returns the text itself where nothing differs", () => {
    fc.assert(
      fc.property(change, ({ before, text }) => {
        assert.equal(rewriteYaml(text, before, "file"), text);
      }),
      { numRuns: 300 },
    );
  });
});
