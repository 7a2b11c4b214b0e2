import assert from "node:assert/strict";
import { readYaml, rewriteYaml } from "../../../rollout/yaml-rewrite";

const TEXT = `# about the file
config:
  outsrc:hosts:
    - a.b # first
    # why c
    - c.d
    - 'e.f'

  # about dns
  outsrc:dns:
    zone: "outsrc.dev" # quoted
    ttl: 60
    none:
  outsrc:files:
    app.yaml: | # literal
      x: 1
    # above b
    b.yaml: 1
  outsrc:flow: { a: 1, b: [x, y] } # brackets
`;

const HOSTS = ["a.b", "c.d", "e.f"];
const DNS = { zone: "outsrc.dev", ttl: 60, none: null };
const FILES = { "app.yaml": "x: 1\n", "b.yaml": 1 };
const FLOW = { a: 1, b: ["x", "y"] };
const CONFIG = { "outsrc:hosts": HOSTS, "outsrc:dns": DNS, "outsrc:files": FILES, "outsrc:flow": FLOW };

/** What becomes of the text where some keys of its config change; `undefined` removes one. */
function rewrite(changes: Record<string, unknown>, text = TEXT): string {
  const config = Object.entries({ ...CONFIG, ...changes }).filter((entry: [string, unknown]) => entry[1] !== undefined);
  return rewriteYaml(text, { config: Object.fromEntries(config) }, "file.yaml");
}

/** [the fact, what changes, the lines that are replaced, the lines in their place] */
const edits: [string, Record<string, unknown>, string, string][] = [
  [
    "replaces a text in its quotes",
    { "outsrc:dns": { ...DNS, zone: "b.c" } },
    '"outsrc.dev" # quoted',
    '"b.c" # quoted',
  ],
  ["replaces a number", { "outsrc:dns": { ...DNS, ttl: 300 } }, "ttl: 60", "ttl: 300"],
  ["fills an empty value", { "outsrc:dns": { ...DNS, none: "x" } }, "none:\n", "none: x\n"],
  ["adds an entry behind the last", { "outsrc:dns": { ...DNS, target: "x" } }, "none:\n", "none:\n    target: x\n"],
  [
    "adds an entry behind the one that precedes it",
    { "outsrc:dns": { zone: "outsrc.dev", target: "x", ttl: 60, none: null } },
    "# quoted\n",
    "# quoted\n    target: x\n",
  ],
  [
    "removes an entry, and keeps the comment above it",
    { "outsrc:files": { "app.yaml": "x: 1\n" } },
    "    b.yaml: 1\n",
    "",
  ],
  [
    "removes a key with all its lines",
    { "outsrc:flow": undefined },
    "  outsrc:flow: { a: 1, b: [x, y] } # brackets\n",
    "",
  ],
  ["removes an item", { "outsrc:hosts": ["a.b", "e.f"] }, "    - c.d\n", ""],
  [
    "adds items where they belong",
    { "outsrc:hosts": ["0.a", "a.b", "x.y", "c.d", "e.f", "z.z"] },
    "    - a.b # first\n    # why c\n    - c.d\n    - 'e.f'\n",
    "    - 0.a\n    - a.b # first\n    - x.y\n    # why c\n    - c.d\n    - 'e.f'\n    - z.z\n",
  ],
  [
    "moves an item with its comment",
    { "outsrc:hosts": ["c.d", "e.f", "a.b"] },
    "    - a.b # first\n    # why c\n    - c.d\n    - 'e.f'\n",
    "    # why c\n    - c.d\n    - 'e.f'\n    - a.b # first\n",
  ],
  [
    "replaces all items",
    { "outsrc:hosts": ["x.y"] },
    "    - a.b # first\n    # why c\n    - c.d\n    - 'e.f'\n",
    "    - x.y\n    # why c\n",
  ],
  [
    "empties a list",
    { "outsrc:hosts": [] },
    "outsrc:hosts:\n    - a.b # first\n    # why c\n    - c.d\n    - 'e.f'\n",
    "outsrc:hosts: []\n",
  ],
  [
    "rewrites a block of text, and keeps the comment behind its bar",
    { "outsrc:files": { ...FILES, "app.yaml": "x: 2\ny: 3\n" } },
    "      x: 1\n",
    "      x: 2\n      y: 3\n",
  ],
  [
    "makes a block of a line, with the comment where it is one",
    { "outsrc:dns": { ...DNS, zone: "a\nb\n" } },
    'zone: "outsrc.dev" # quoted\n',
    "zone: | # quoted\n      a\n      b\n",
  ],
  [
    "makes a line of a block",
    { "outsrc:files": { ...FILES, "app.yaml": "x" } },
    "| # literal\n      x: 1\n",
    "x # literal\n",
  ],
  ["replaces a value in brackets", { "outsrc:flow": { ...FLOW, a: "x, y" } }, "a: 1,", 'a: "x, y",'],
  [
    "writes brackets anew where entries come or go",
    { "outsrc:flow": { a: 1, c: 2 } },
    "{ a: 1, b: [x, y] }",
    "{a: 1, c: 2}",
  ],
  ["writes brackets anew in brackets", { "outsrc:flow": { a: 1, b: ["x"] } }, "[x, y]", "[x]"],
  [
    "quotes what another reader of YAML would take for a number or a flag",
    { "outsrc:dns": { ...DNS, ttl: "yes", none: "1_000" } },
    "ttl: 60\n    none:\n",
    'ttl: "yes"\n    none: "1_000"\n',
  ],
  [
    "adds a map in lines",
    { "outsrc:secrets": { front: { A: { secure: "v1:x" } } } },
    "# brackets\n",
    "# brackets\n  outsrc:secrets:\n    front:\n      A:\n        secure: v1:x\n",
  ],
  [
    "never breaks a long line",
    { "outsrc:dns": { ...DNS, ttl: "x ".repeat(200).trim() } },
    "ttl: 60",
    `ttl: ${"x ".repeat(200).trim()}`,
  ],
];

describe("rewriteYaml", () => {
  for (const [fact, changes, before, after] of edits)
    it(fact, () => {
      assert.ok(TEXT.includes(before));
      assert.equal(rewrite(changes), TEXT.replace(before, after));
    });

  it("returns the text itself where nothing differs", () => {
    assert.equal(rewrite({}), TEXT);
  });

  it("keeps the line breaks of the file", () => {
    const crlf = TEXT.replaceAll("\n", "\r\n");
    const changes = {
      "outsrc:hosts": [...HOSTS, "x.y"],
      "outsrc:files": { "app.yaml": "a\nb\n" },
      "outsrc:new": { a: 1 },
    };
    assert.equal(rewrite(changes, crlf), rewrite(changes).replaceAll("\n", "\r\n"));
  });

  it("takes a file without a last line break", () => {
    assert.equal(rewriteYaml("a: 1", { a: 1, b: 2 }, "f"), "a: 1\nb: 2");
    assert.equal(rewriteYaml("a: 1\nb: 2", { a: 1 }, "f"), "a: 1\n");
  });

  it("fills a file without keys", () => {
    assert.equal(rewriteYaml("", { config: { a: 1 } }, "f"), "config:\n  a: 1\n");
    assert.equal(rewriteYaml("# only a comment", { config: { a: 1 } }, "f"), "# only a comment\nconfig:\n  a: 1\n");
    assert.equal(rewriteYaml("config:\nsalt: x\n", { config: { a: 1 }, salt: "x" }, "f"), "config:\n  a: 1\nsalt: x\n");
    assert.equal(
      rewriteYaml("config: {}\nsalt: x\n", { config: { a: 1 }, salt: "x" }, "f"),
      "config:\n  a: 1\nsalt: x\n",
    );
  });

  it("rejects what is not YAML, or no map", () => {
    assert.throws(() => rewriteYaml("a: [", {}, "f"), { name: "ConfigError", message: /^f is not valid YAML: / });
    assert.throws(() => readYaml("- a", "f"), {
      name: "ConfigError",
      message: 'f is not a Pulumi file; write a map with "config:" in it',
    });
    assert.throws(() => rewriteYaml("a: 1", { b: 1 }, "f"), { message: "f has no entry that stays; write it by hand" });
  });

  it("rejects to change a value that an anchor shares with others", () => {
    const text = "config:\n  a: &x\n    m: 1\n  b: *x\n";
    assert.throws(() => rewriteYaml(text, { config: { a: { m: 2 }, b: { m: 1 } } }, "f"), {
      name: "ConfigError",
      message: 'f is written in a way that cannot be edited in place; replace anchors and "?" keys in it',
    });
    assert.equal(
      rewriteYaml(text, { config: { a: { m: 1 }, b: { m: 2 } } }, "f"),
      "config:\n  a: &x\n    m: 1\n  b:\n    m: 2\n",
    );
  });
});
