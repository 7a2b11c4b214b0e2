import assert from "node:assert/strict";
import { configLines } from "../../../cli/format-config-diff";
import { diffConfigs } from "../../../rollout/config-diff";
import { SECRET, type StackValues } from "../../../rollout/update";
import { DIGEST } from "../../support/valid-config";

const lines = (before: StackValues, after: StackValues) => configLines(diffConfigs(before, after, "outsrc"));
const image = (front: string) => ({ "outsrc:images": { front } });
const file = (text?: string) => ({ "outsrc:services": { front: { files: { "a.yaml": text } } } });
const hosts = (...names: string[]) => ({ "outsrc:hosts": names });
const count = (n: number) => Array.from({ length: n }, (_, i) => `h${i}`);

/** [the fact, before, after, the lines] */
const differences: [string, StackValues, StackValues, string[]][] = [
  ["says nothing where nothing differs", image("r/a:1"), image("r/a:1"), []],
  ["names the repository once", image("r/a:1"), image("r/a:2"), ["image front: 1 → 2 (r/a)"]],
  [
    "shortens digests",
    image("r/a:1"),
    image(`r/a:1@${DIGEST}`),
    ["image front: 1 → 1@sha256:0123456789ab (r/a, the same image)"],
  ],
  [
    "names both repositories where they differ",
    image(`r/a:1@${DIGEST}`),
    image(`s/a:1@${DIGEST}`),
    [`image front: r/a:1@${DIGEST} → s/a:1@${DIGEST}, the same image`],
  ],
  ["shows a service that comes", {}, image("r/a:1"), ["image front: (none) → r/a:1"]],
  [
    "shows release notes",
    {},
    { "outsrc:releaseNotes": { front: "faster search" } },
    ['note front: (none) → "faster search"'],
  ],
  ["shows a value", { "outsrc:dns": { ttl: 60 } }, { "outsrc:dns": { ttl: 300 } }, ["dns.ttl: 60 → 300"]],
  ["shows entries that come and go", hosts("a", "b", "c"), hosts("b", "c", "d"), ["hosts:", "  - a", "  + d"]],
  ["shows an entry that moves", hosts("a", "b"), hosts("b", "a"), ["hosts:", "  - a", "  + a"]],
  ["shows a list that comes", {}, hosts("a"), ["hosts: added", "  + a"]],
  ["shows a list that goes", hosts("a"), {}, ["hosts: removed", "  - a"]],
  [
    "shows lines of a file",
    file("a: 1\nb: 2\n"),
    file("a: 1\nb: 3\n"),
    ['services.front.files["a.yaml"]:', "  - b: 2", "  + b: 3"],
  ],
  [
    "shows a line that becomes a text as values",
    file("a"),
    file("a\nb\n"),
    ['services.front.files["a.yaml"]: a → "a\\nb\\n"'],
  ],
  [
    "shows a part of a long list",
    {},
    hosts(...count(23)),
    ["hosts: added", ...count(20).map((host) => `  + ${host}`), "  … and 3 more"],
  ],
  ["counts the lines of a longer one", hosts("a"), hosts(...count(501)), ["hosts: 1 lines → 501 lines"]],
  [
    "shows states of secrets, never values",
    { "outsrc:secrets": { front: { A: "canary1", B: "canary" } } },
    { "outsrc:secrets": { front: { A: "canary2", B: "canary" } } },
    ["secrets.front.A: changed", "secrets.front.B: same"],
  ],
  [
    "says that encrypted secrets are not compared",
    { "outsrc:secrets": SECRET },
    { "outsrc:secrets": SECRET },
    ["secrets: encrypted, so not compared"],
  ],
  [
    "shows a provider's key only where it changed",
    { "cloudflare:apiToken": SECRET, "gcp:project": "a", "gcp:zone": "z" },
    { "cloudflare:apiToken": SECRET, "gcp:project": "b", "gcp:zone": "z" },
    ["gcp:project: changed"],
  ],
];

describe("configLines", () => {
  for (const [fact, before, after, expected] of differences)
    it(fact, () => {
      assert.deepEqual(lines(before, after), expected);
    });

  it("puts images first, then notes, keys and secrets", () => {
    const after = { "outsrc:secrets": SECRET, ...hosts("a"), "outsrc:releaseNotes": { front: "x" }, ...image("r/a:1") };
    assert.deepEqual(
      lines({}, after).filter((line) => !line.startsWith(" ")),
      ["image front: (none) → r/a:1", "note front: (none) → x", "hosts: added", "secrets: added"],
    );
  });
});
