import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSection } from "../../../cli/format-markdown";
import { formatComment, formatStack } from "../../../cli/format-markdown-comment";
import { formatImage } from "../../../cli/markdown-image";
import type { PullRequestPreview } from "../../../cli/markdown-preview";
import type { ResourceChange } from "../../../offline/stack-diff";

const change = (changes: Partial<ResourceChange> = {}): ResourceChange => ({
  operation: "update",
  kind: "Deployment",
  name: "front",
  namespace: "outsrc-dev",
  urn: "urn",
  fields: [],
  retained: false,
  protected: false,
  ...changes,
});

const preview = (changes: Partial<PullRequestPreview> = {}): PullRequestPreview => ({
  stack: "dev",
  against: { mode: "engine" },
  changes: [],
  unchanged: 14,
  config: { hosts: undefined, allow: undefined, deny: undefined, images: [], keys: [] },
  ...changes,
});

const important = (changes: Partial<PullRequestPreview>) => formatSection(preview(changes)).important;
const DIGEST = `sha256:${"a".repeat(64)}`;
const PAGE = "https://console.cloud.google.com/artifacts/docker";

describe("formatSection", () => {
  it("says in one line that nothing changes", () => {
    assert.deepEqual(formatSection(preview()), {
      important: "## `dev`: no changes, 14 unchanged",
      diff: "",
      command: "npx rollout preview dev",
    });
  });

  it("says under it where the cluster runs something else all the same", () => {
    const told =
      "**The cluster does not run what the stack says**\n\n- `front: no pod is ready`\n- `back: no pod is ready`";
    const text = important({ mismatches: ["front: no pod is ready", "back: no pod is ready"] });
    assert.equal(text, `## \`dev\`: no changes, 14 unchanged\n\n${told}`);
  });

  it("puts first what must not be missed, in this order", () => {
    const keys = [{ path: "services.front.replicas", before: 1, after: 2 }];
    const text = important({
      changes: [change({ operation: "delete" })],
      config: {
        hosts: { before: ["a"], after: ["b"] },
        allow: { before: ["1"], after: undefined },
        deny: { before: undefined, after: ["2"] },
        images: [{ service: "front", before: "f:1", after: "f:2" }],
        keys,
      },
      revision: { number: 13, undoTo: 12 },
    });
    const titles = ["WARNING", "Replaced", "Hosts", "Allow", "Deny", "Images", "Config", "Would be revision 13"];
    const places = titles.map((title) => text.indexOf(title));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok(!places.includes(-1));
  });

  it("says which revision it would be, and where undo would return to", () => {
    assert.match(
      important({ revision: { number: 13, undoTo: 11 } }),
      /^Would be revision 13; undo would return to 11\.$/m,
    );
    assert.match(
      important({ revision: { number: 1, undoTo: undefined } }),
      /^Would be revision 1; there is nothing to undo to\.$/m,
    );
  });

  it("says whether that many deletes are usual", () => {
    const revision = { number: 13, undoTo: 12 };
    const of = (now: number) => important({ revision, deletes: { now, most: 3, revisions: 20 } });
    assert.match(of(0), /12\. Typical: nothing is deleted\.$/);
    assert.match(of(3), /12\. Typical: the last 20 revisions had up to 3 deletes\.$/);
    assert.doesNotMatch(of(3), /Unusual/);
    assert.match(of(4), /^> - Unusual: more deletes than any of the last 20 revisions had \(at most 3\)\.$/m);
    assert.doesNotMatch(of(4), /Typical/);
    assert.match(
      important({ revision, deletes: { now: 1, most: 0, revisions: 1 } }),
      /^> - Unusual: more deletes than the only revision so far had \(none\)\.$/m,
    );
  });

  it("calls no change typical that takes objects away and makes them anew", () => {
    const replaced = change({ operation: "replace" });
    const of = (...changes: ResourceChange[]) =>
      important({
        revision: { number: 13, undoTo: 12 },
        deletes: { now: 0, most: 3, revisions: 20 },
        changes,
      });
    assert.match(of(replaced, replaced), /^> - 2 objects would be deleted and made anew\.$/m);
    assert.doesNotMatch(of(replaced), /Typical/);
    const kept = of({ ...replaced, retained: true });
    assert.match(kept, /Typical: nothing is deleted\.$/m);
    assert.doesNotMatch(kept, /WARNING/);
  });

  it("says nothing about deletes of a stack without revisions", () => {
    const deletes = { now: 4, most: 0, revisions: 0 };
    assert.doesNotMatch(important({ revision: { number: 1, undoTo: undefined }, deletes }), /Unusual|Typical/);
  });

  it("warns of what the engine will refuse, and of an environment that is opened", () => {
    const refused = change({ operation: "delete", protected: true });
    assert.match(important({ changes: [refused] }), /^> - Something protected would go: the engine will refuse\.$/m);
    const { config } = preview();
    const opened = { ...config, allow: { before: ["1"], after: undefined } };
    assert.match(important({ config: opened }), /^> - The allow list is given up: \*\*everyone may call\*\*\.$/m);
    const closed = { ...config, allow: { before: undefined, after: ["1"] } };
    assert.doesNotMatch(important({ config: closed }), /WARNING/);
  });

  it("names the fields that make an object be replaced", () => {
    const fields = [{ path: "metadata.name", before: "a", after: "b" }];
    assert.match(
      important({ changes: [change({ operation: "replace", fields })] }),
      /^- \*\*replace\*\* `Deployment outsrc-dev\/front`: `metadata\.name`$/m,
    );
  });

  it("names three of the fields that make an object be replaced, and counts the others", () => {
    const fields = ["a", "b", "c", "d", "e"].map((path) => ({ path, before: 1, after: 2 }));
    assert.match(
      important({ changes: [change({ operation: "replace", fields })] }),
      /^- \*\*replace\*\* `Deployment outsrc-dev\/front`: `a`, `b`, `c` and 2 more$/m,
    );
  });

  it("shows where long values begin to differ", () => {
    const key = { path: "a", before: `${"x".repeat(300)}1`, after: `${"x".repeat(300)}2` };
    const { config } = preview();
    const common = `…${"x".repeat(40)}`;
    assert.ok(important({ config: { ...config, keys: [key] } }).endsWith(`- \`a\`: \`${common}1\` → \`${common}2\``));
  });

  it("says of a stack that is compared with a declaration why that is so", () => {
    const of = (mode: "offline" | "never-deployed") => important({ against: { mode, base: "abc1234" } });
    assert.match(
      of("offline"),
      /^_Offline, against `abc1234`: .* Only the engine knows which revision it would be\._$/m,
    );
    assert.match(
      of("never-deployed"),
      /^_Never deployed: an update would make all of it\. Compared with what is declared at `abc1234`\._$/m,
    );
  });

  it("shows of a secret only that it is new, another or gone", () => {
    const secret = ["[secret 11111111]", "[secret 22222222]"] as const;
    const values = [
      { path: "a", before: secret[0], after: secret[1] },
      { path: "b", before: undefined, after: { x: secret[0] } },
      { path: "c", before: "[secret]", after: undefined },
    ];
    const { config } = preview();
    const section = formatSection(
      preview({ config: { ...config, keys: values }, changes: [change({ fields: values })] }),
    );
    assert.match(
      section.important,
      /- `a`: `\(secret\)` → `\(changed\)`\n- `b`: `\(none\)` → `\{"x":"\(secret\)"\}`\n/,
    );
    assert.match(section.important, /- `c`: `\(secret\)` → `\(none\)`$/);
    assert.doesNotMatch(section.important + section.diff, /1111|2222/);
  });

  it("folds the full diff away, in a block that no value closes", () => {
    const fields = [{ path: "a", before: "```", after: "</details>" }];
    assert.equal(
      formatStack(preview({ changes: [change({ fields })] })),
      "## `dev`: 1 to update, 14 unchanged\n\n<details><summary>Every resource and field</summary>\n\n" +
        "````text\n  ~  update Deployment outsrc-dev/front\n       a: ``` → </details>\n````\n\n</details>",
    );
  });
});

/** [what is shown, before, after, the line] */
const images: [string, string | undefined, string | undefined, string][] = [
  [
    "a tag of a registry without a console",
    "example.com/f:1",
    "example.com/f:2",
    "`front` (`example.com/f`): `1` → `2`",
  ],
  [
    "tag and digest with links to the console",
    "gcr.io/p/a/f:1",
    `gcr.io/p/a/f:2@${DIGEST}`,
    `\`front\` (\`gcr.io/p/a/f\`): [\`1\`](${PAGE}/p/us/gcr.io/a%2Ff) → ` +
      `[\`2\`](${PAGE}/p/us/gcr.io/a%2Ff) [\`sha256:aaaaaaaaaaaa…\`](${PAGE}/p/us/gcr.io/a%2Ff/${DIGEST})`,
  ],
  [
    "another repository whole",
    "example.com/f:1",
    "europe-west1-docker.pkg.dev/p/r/f:1",
    `\`front\`: \`example.com/f:1\` → [\`europe-west1-docker.pkg.dev/p/r/f:1\`](${PAGE}/p/europe-west1/r/f)`,
  ],
  ["a new service", undefined, "f:1", "`front`: (none) → `f:1`"],
  ["a service that goes", "f:1", undefined, "`front`: `f:1` → (none)"],
  [
    "a tag that has moved",
    `f:1@sha256:${"b".repeat(64)}`,
    `f:1@${DIGEST}`,
    "`front` (`f`): `1` `sha256:bbbbbbbbbbbb…` → `1` `sha256:aaaaaaaaaaaa…`; **the same tag, but not the same content**",
  ],
  ["what is no image as it is", "f", "f:1", "`front`: `f` → `f:1`"],
];

describe("formatImage", () => {
  for (const [what, before, after, expected] of images)
    it(`shows ${what}`, () => {
      assert.equal(formatImage({ service: "front", before, after }), expected);
    });
});

describe("formatComment", () => {
  const withDiff = (stack: string, resources: number, keys = 0) =>
    preview({
      stack,
      changes: Array.from({ length: resources }, (_, i) => change({ name: `object-${i}` })),
      config: {
        ...preview().config,
        keys: Array.from({ length: keys }, (_, i) => ({ path: `key-${i}`, before: 1, after: 2 })),
      },
    });
  const comment = (...previews: PullRequestPreview[]) => ({ previews, unaffected: [], deleted: [] });

  it("cuts the longest diff, and leaves the others and what is important alone", () => {
    const small = formatStack(withDiff("dev", 5, 5));
    const text = formatComment(comment(withDiff("dev", 5, 5), withDiff("prod", 500, 5)), 3000);
    assert.ok(text.length <= 3000 && text.includes(small));
    assert.equal(text.match(/^- `key-\d`/gm)?.length, 10);
    assert.match(text, /^… \d+ lines left out; see: npx rollout preview prod$/m);
  });

  it("cuts what is important only if it alone is too long, and leaves all full diffs out then", () => {
    const text = formatComment(comment(withDiff("dev", 5, 5), withDiff("prod", 5, 500)), 3000);
    assert.ok(text.length <= 3000 && !text.includes("<details>"));
    assert.match(text, /- `key-4`: `1` → `2`\n\nThe full diff is left out; see: npx rollout preview dev\n\n## `prod`/);
    assert.match(text, /\n- `key-4`: `1` → `2`\n- `key-5`[^]*\n… \d+ lines left out; see: npx rollout preview prod$/);
  });

  it("keeps the columns of an excerpt in the problem of a stack", () => {
    const problem = "Pulumi.dev.yaml is not valid YAML: at line 1:\n\na: [\n   ^\n";
    const text = formatComment({ previews: [{ stack: "dev", problem }], unaffected: [], deleted: [] });
    assert.ok(
      text.endsWith("cannot be previewed\n\n```text\nPulumi.dev.yaml is not valid YAML: at line 1:\n\na: [\n   ^\n```"),
    );
  });

  it("is never longer than a comment may be", () => {
    const stacks = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 8 });
    fc.assert(
      fc.property(stacks, fc.integer({ min: 100, max: 5000 }), (sizes, limit) => {
        const previews = sizes.map(([resources, keys], i) => withDiff(`stack-${i}`, resources, keys));
        assert.ok(formatComment(comment(...previews), limit).length <= limit);
      }),
    );
  });
});
