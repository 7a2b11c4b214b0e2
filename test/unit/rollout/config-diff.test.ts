import assert from "node:assert/strict";
import { diffConfigs, isUnchanged } from "../../../rollout/config-diff";
import { SECRET, UNDECRYPTABLE, type StackValues } from "../../../rollout/update";
import { DIGEST } from "../../support/valid-config";

const diff = (before: StackValues, after: StackValues) => diffConfigs(before, after, "outsrc");
const images = (front: string) => ({ "outsrc:images": { front } });

const resources = (memory: unknown, cpu: unknown) => ({
  "outsrc:services": { front: { resources: { requests: { memory, cpu } } } },
});

/** [the fact, before, after, path, before and after of each changed leaf] */
const keyChanges: [string, StackValues, StackValues, [string, unknown, unknown][]][] = [
  [
    "tells a leaf from the rest of its map",
    { "outsrc:dns": { zone: "z", target: "a" } },
    { "outsrc:dns": { zone: "z", target: "b" } },
    [["dns.target", "a", "b"]],
  ],
  [
    "tells a list as one leaf",
    { "outsrc:hosts": ["a", "b"] },
    { "outsrc:hosts": ["b"] },
    [["hosts", ["a", "b"], ["b"]]],
  ],
  [
    "tells every leaf of a key that comes",
    {},
    { "outsrc:dns": { zone: "z", target: "a" } },
    [
      ["dns.zone", undefined, "z"],
      ["dns.target", undefined, "a"],
    ],
  ],
  [
    "tells every leaf of a key that goes",
    { "outsrc:ipRestriction": { allow: ["a"] } },
    {},
    [["ipRestriction.allow", ["a"], undefined]],
  ],
  [
    "tells an empty map that comes",
    {},
    { "outsrc:plugins": { "key-auth": {} } },
    [["plugins.key-auth", undefined, {}]],
  ],
  [
    "tells a value that becomes a map",
    { "outsrc:dns": "a" },
    { "outsrc:dns": { zone: "z" } },
    [["dns", "a", { zone: "z" }]],
  ],
  [
    "puts names of more than letters in brackets",
    {},
    { "outsrc:services": { front: { files: { "app.yaml": "x" } } } },
    [['services.front.files["app.yaml"]', undefined, "x"]],
  ],
  [
    "keeps numbers and texts apart",
    { "outsrc:dns": { ttl: 60 } },
    { "outsrc:dns": { ttl: "60" } },
    [["dns.ttl", 60, "60"]],
  ],
  ["takes equal quantities for equal", resources("2Gi", "0.5"), resources("2048Mi", "500m"), []],
  ["is exact about fractions of a core", resources("1Gi", "0.7"), resources("1Gi", "700m"), []],
  [
    "tells quantities that differ",
    resources("2Gi", "1"),
    resources("2G", "1"),
    [["services.front.resources.requests.memory", "2Gi", "2G"]],
  ],
  [
    "takes quantities elsewhere for texts",
    { "outsrc:services": { front: { env: { SIZE: "2Gi" } } } },
    { "outsrc:services": { front: { env: { SIZE: "2048Mi" } } } },
    [["services.front.env.SIZE", "2Gi", "2048Mi"]],
  ],
  [
    "leaves the cluster out, and the keys of the engine",
    { "outsrc:cluster": { context: "a" }, "pulumi:tags": { a: "b" } },
    { "outsrc:cluster": { context: "b" } },
    [],
  ],
  ["tells keys that the schema no longer has", { "outsrc:old": 1 }, {}, [["old", 1, undefined]]],
  [
    "does not look at the order of keys",
    { "outsrc:dns": { zone: "z", target: "a" } },
    { "outsrc:dns": { target: "a", zone: "z" } },
    [],
  ],
];

describe("diffConfigs", () => {
  for (const [fact, before, after, expected] of keyChanges)
    it(fact, () => {
      const { keys, ...others } = diff(before, after);
      assert.deepEqual(
        keys.map((change) => [change.path, change.before, change.after]),
        expected,
      );
      assert.deepEqual(others, { images: [], releaseNotes: [], secrets: [] });
    });

  it("tells the images by service", () => {
    const before = { "outsrc:images": { front: "r/front:1", back: "r/back:1", old: "r/old:1" } };
    const after = { "outsrc:images": { front: "r/front:2", back: "r/back:1", api: "r/api:1" } };
    assert.deepEqual(diff(before, after).images, [
      { service: "front", before: "r/front:1", after: "r/front:2", sameImage: false },
      { service: "old", before: "r/old:1", after: undefined, sameImage: false },
      { service: "api", before: undefined, after: "r/api:1", sameImage: false },
    ]);
  });

  for (const [what, before, after, expected] of [
    ["another tag of one digest", `r/a:1@${DIGEST}`, `r/a:2@${DIGEST}`, true],
    ["a digest for the same tag", "r/a:1", `r/a:1@${DIGEST}`, true],
    ["another digest of one tag", `r/a:1@${DIGEST}`, `r/a:1@${DIGEST.replace("0", "f")}`, false],
    ["another repository", "r/a:1", "s/a:1", false],
    ["what is no reference", "a", "b", false],
  ] as const)
    it(`${expected ? "knows" : "does not take"} ${what} for the same image`, () => {
      assert.deepEqual(diff(images(before), images(after)).images, [
        { service: "front", before, after, sameImage: expected },
      ]);
    });

  it("takes a service called constructor for one like others", () => {
    const image = { constructor: "r/c:1" };
    assert.deepEqual(diff({ "outsrc:images": {} }, { "outsrc:images": image }).images, [
      { service: "constructor", before: undefined, after: "r/c:1", sameImage: false },
    ]);
    const { keys } = diff({ "outsrc:services": {} }, { "outsrc:services": { constructor: { replicas: 2 } } });
    assert.deepEqual(keys, [{ path: "services.constructor.replicas", before: undefined, after: 2 }]);
  });

  it("tells the release notes", () => {
    const { releaseNotes } = diff({ "outsrc:releaseNotes": { front: "x" } }, { "outsrc:releaseNotes": { back: "y" } });
    assert.deepEqual(releaseNotes, [
      { service: "front", before: "x", after: undefined },
      { service: "back", before: undefined, after: "y" },
    ]);
  });

  it("tells of secrets only whether they differ, and where", () => {
    const before = { "outsrc:secrets": { front: { A: "canary1", B: "canary2", C: "canary3" } } };
    const after = { "outsrc:secrets": { front: { A: "canary1", B: "canary4", D: "canary5" }, "key-auth": { p: "c" } } };
    const found = diff(before, after);
    assert.deepEqual(found.secrets, [
      { path: "secrets.front.A", state: "same" },
      { path: "secrets.front.B", state: "changed" },
      { path: "secrets.front.C", state: "removed" },
      { path: "secrets.front.D", state: "added" },
      { path: "secrets.key-auth.p", state: "added" },
    ]);
    assert.ok(!JSON.stringify(found).includes("canary"));
  });

  it("says where secrets are not known", () => {
    const known = { "outsrc:secrets": { front: { A: "x" } } };
    const blank = { "outsrc:secrets": SECRET };
    const states = (before: StackValues, after: StackValues) => diff(before, after).secrets;
    assert.deepEqual(states(blank, blank), [{ path: "secrets", state: "unknown" }]);
    assert.deepEqual(states(blank, known), [{ path: "secrets", state: "unknown" }]);
    assert.deepEqual(states(known, { "outsrc:secrets": UNDECRYPTABLE }), [{ path: "secrets", state: "unknown" }]);
    assert.deepEqual(states({}, blank), [{ path: "secrets", state: "added" }]);
    assert.deepEqual(states(blank, {}), [{ path: "secrets", state: "removed" }]);
  });

  it("shows no value of a provider's key", () => {
    const { keys, secrets } = diff({ "cloudflare:apiToken": "canary", "gcp:project": "p" }, { "gcp:project": "p" });
    assert.deepEqual(keys, []);
    assert.deepEqual(secrets, [
      { path: "cloudflare:apiToken", state: "removed" },
      { path: "gcp:project", state: "same" },
    ]);
  });
});

describe("isUnchanged", () => {
  it("holds where nothing is known to differ", () => {
    assert.ok(isUnchanged(diff({}, {})));
    assert.ok(isUnchanged(diff({ "outsrc:secrets": SECRET }, { "outsrc:secrets": SECRET })));
    assert.ok(
      isUnchanged(diff({ "outsrc:secrets": { front: { A: "x" } } }, { "outsrc:secrets": { front: { A: "x" } } })),
    );
  });

  for (const [what, after] of [
    ["an image", images("r/front:1")],
    ["a release note", { "outsrc:releaseNotes": { front: "x" } }],
    ["a key", { "outsrc:protect": true }],
    ["a secret", { "outsrc:secrets": SECRET }],
  ] as const)
    it(`does not hold for ${what}`, () => {
      assert.ok(!isUnchanged(diff({}, after)));
    });
});
