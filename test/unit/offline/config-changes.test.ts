import assert from "node:assert/strict";
import { diffConfig, type ConfigChanges } from "../../../offline/config-changes";

const NOTHING: ConfigChanges = { hosts: undefined, allow: undefined, deny: undefined, images: [], keys: [] };

const restricted = (allow: string[] | undefined, deny?: string[]) => ({
  "outsrc:ipRestriction": { ...(allow ? { allow } : {}), ...(deny ? { deny } : {}), status: 403 },
});

/** [what differs, before, after, what is told besides nothing] */
const cases: [string, object, object, Partial<ConfigChanges>][] = [
  ["nothing", { "outsrc:hosts": ["a"] }, { "outsrc:hosts": ["a"] }, {}],
  ["the order of hosts and networks only", { "outsrc:hosts": ["a", "b"] }, { "outsrc:hosts": ["b", "a"] }, {}],
  [
    "a host",
    { "outsrc:hosts": ["a", "b"] },
    { "outsrc:hosts": ["a", "c"] },
    { hosts: { before: ["a", "b"], after: ["a", "c"] } },
  ],
  ["a network", restricted(["1", "2"]), restricted(["2"]), { allow: { before: ["1", "2"], after: ["2"] } }],
  [
    "a list that is given up",
    restricted(["1"], ["3"]),
    restricted(undefined, ["3"]),
    {
      allow: { before: ["1"], after: undefined },
    },
  ],
  ["a denied network", restricted(["1"]), restricted(["1"], ["3"]), { deny: { before: undefined, after: ["3"] } }],
  [
    "the restriction as a whole",
    restricted(["1"]),
    {},
    {
      allow: { before: ["1"], after: undefined },
      keys: [{ path: "ipRestriction", before: { status: 403 }, after: undefined }],
    },
  ],
  [
    "images",
    { "outsrc:images": { front: "f:1", back: "b:1", old: "o:1" } },
    { "outsrc:images": { front: "f:2", back: "b:1", new: "n:1" } },
    {
      images: [
        { service: "front", before: "f:1", after: "f:2" },
        { service: "old", before: "o:1", after: undefined },
        { service: "new", before: undefined, after: "n:1" },
      ],
    },
  ],
  [
    "other keys, those of other owners by their full name",
    { "outsrc:services": { front: { env: { A: "1" } } }, "cloudflare:x": 1 },
    { "outsrc:services": { front: { env: { A: "2" } } }, "cloudflare:x": 2 },
    {
      keys: [
        { path: "services.front.env.A", before: "1", after: "2" },
        { path: "cloudflare:x", before: 1, after: 2 },
      ],
    },
  ],
  [
    "nothing but how an amount is written",
    { "outsrc:services": { front: { resources: { requests: { memory: "2Gi" } } } } },
    { "outsrc:services": { front: { resources: { requests: { memory: "2048Mi" } } } } },
    {},
  ],
];

describe("diffConfig", () => {
  for (const [what, before, after, told] of cases)
    it(`tells ${what}`, () => {
      assert.deepEqual(diffConfig("outsrc", { ...before }, { ...after }), { ...NOTHING, ...told });
    });

  it("takes everything of a new stack for new", () => {
    const after = { "outsrc:hosts": ["a"], "outsrc:images": { front: "f:1" }, "outsrc:namespace": "x" };
    assert.deepEqual(diffConfig("outsrc", {}, after), {
      ...NOTHING,
      hosts: { before: undefined, after: ["a"] },
      images: [{ service: "front", before: undefined, after: "f:1" }],
      keys: [{ path: "namespace", before: undefined, after: "x" }],
    });
  });
});
