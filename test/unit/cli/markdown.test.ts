import assert from "node:assert/strict";
import fc from "fast-check";
import { code, codeBlock, cutLines, shareOut } from "../../../cli/markdown";

/** [what is shown, the text, its Markdown] */
const spans: [string, string, string][] = [
  ["a word", "dev", "`dev`"],
  ["HTML and Markdown", "</details> **x** | [y](z) @someone", "`</details> **x** | [y](z) @someone`"],
  ["a backtick", "a`b", "``a`b``"],
  ["a fence", "```", "```` ``` ````"],
  ["blanks at the ends", " a ", "`  a  `"],
  ["no text", "", "`  `"],
  ["a line break", "a\nb", "`a\\u{a}b`"],
  ["letters that show in another order", "a\u202eb", "`a\\u{202e}b`"],
  ["letters that do not show", "a\u200bb", "`a\\u{200b}b`"],
];

describe("code", () => {
  for (const [what, text, expected] of spans)
    it(`shows ${what}`, () => {
      assert.equal(code(text), expected);
    });
});

describe("codeBlock", () => {
  it("keeps lines", () => {
    assert.equal(codeBlock("a\n\nb"), "```text\na\n\nb\n```");
  });

  it("is closed by nothing that stands in it", () => {
    assert.equal(codeBlock("```\n</details>\n`````"), "``````text\n```\n</details>\n`````\n``````");
  });
});

describe("shareOut", () => {
  it("cuts the longest first", () => {
    assert.deepEqual(shareOut([10, 500, 1000], 600), [10, 295, 295]);
    assert.deepEqual(shareOut([1000, 10, 500], 1400), [890, 10, 500]);
  });

  it("gives everyone what they need where there is enough", () => {
    assert.deepEqual(shareOut([3, 1, 2], 6), [3, 1, 2]);
  });

  it("gives nothing where there is nothing", () => {
    assert.deepEqual(shareOut([3, 1], -5), [0, 0]);
  });
});

describe("cutLines", () => {
  const note = (missing: number) => `(${missing})`;

  it("keeps what fits", () => {
    assert.equal(cutLines("aa\nbb\ncc", 8, note), "aa\nbb\ncc");
  });

  it("keeps whole lines, and says how many are missing", () => {
    assert.equal(cutLines("aa\nbb\ncc\ndd", 9, note), "aa\nbb\n(2)");
  });

  it("is never longer than allowed, unless the note alone is", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(100), (lines, length) => {
        const cut = cutLines(lines.join("\n"), length, note);
        assert.ok(cut.length <= Math.max(length, note(lines.join("\n").split("\n").length).length));
      }),
    );
  });
});
