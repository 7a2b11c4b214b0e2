import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { restoreServices, restoreValues, setImages, type Ciphertext } from "../../../rollout/stack-file-edit";
import { SECRET, type StackValues } from "../../../rollout/update";
import { PROJECT, STACKS } from "../../support/stacks";

const TEXT = `encryptionsalt: v1:salt
config:
  outsrc:cluster:
    context: kind
  cloudflare:apiToken:
    secure: v1:token
  outsrc:namespace: outsrc-dev
  # what runs
  outsrc:images:
    front: r/front:1.1.0 # stable
    back: r/back:1.1.0
  outsrc:releaseNotes:
    front: first
  outsrc:secrets:
    front:
      A:
        secure: v1:a # rotated in May
      B:
        secure: v1:b
  outsrc:dns: {zone: outsrc.dev, target: x}
  outsrc:ipRestriction:
    allow:
      - 203.0.113.0/24 # office
      - 198.51.100.17/32 # VPN
`;

const config = (text: string) => (parse(text) as { config: Record<string, unknown> }).config;

/** The values of the text as a revision holds them, with some changed; `undefined` for a key that it does not have. */
function revision(changes: StackValues = {}): StackValues {
  const values = { ...config(TEXT), "outsrc:secrets": SECRET, "cloudflare:apiToken": SECRET, ...changes };
  return Object.fromEntries(Object.entries(values).filter((entry: [string, unknown]) => entry[1] !== undefined));
}

const restore = (
  changes: StackValues,
  secretLeaves: Record<string, Ciphertext | undefined> = {},
  projectDefaults: StackValues = {},
) => restoreValues(TEXT, "outsrc", revision(changes), { projectDefaults, secretLeaves });

describe("setImages", () => {
  it("writes images and why they run, and touches no other line", () => {
    assert.equal(
      setImages(TEXT, "outsrc", { front: "r/front:1.2.0", back: "r/back:2" }, "faster search"),
      TEXT.replace("front:1.1.0", "front:1.2.0")
        .replace("back:1.1.0", "back:2")
        .replace("front: first\n", "front: faster search\n    back: faster search\n"),
    );
  });

  it("keeps the note of a service whose image is the same, beside one whose image changes", () => {
    assert.equal(
      setImages(TEXT, "outsrc", { front: "r/front:1.1.0", back: "r/back:2" }, "faster search"),
      TEXT.replace("back:1.1.0", "back:2").replace("front: first\n", "front: first\n    back: faster search\n"),
    );
  });

  it("notes anew why images run that are there already, where no other is named", () => {
    assert.equal(
      setImages(TEXT, "outsrc", { front: "r/front:1.1.0", back: "r/back:1.1.0" }, "stable"),
      TEXT.replace("front: first\n", "front: stable\n    back: stable\n"),
    );
  });

  it("removes the note of an image that goes, if there is no other", () => {
    assert.equal(
      setImages(TEXT, "outsrc", { front: "r/front:1.2.0" }),
      TEXT.replace("front:1.1.0", "front:1.2.0").replace("  outsrc:releaseNotes:\n    front: first\n", ""),
    );
    assert.equal(setImages(TEXT, "outsrc", { back: "r/back:1.2.0" }), TEXT.replace("back:1.1.0", "back:1.2.0"));
  });

  it("adds the notes where there are none, in their place", () => {
    const text = TEXT.replace("  outsrc:releaseNotes:\n    front: first\n", "");
    assert.equal(setImages(text, "outsrc", { front: "r/front:1.1.0" }, "first"), TEXT);
  });

  it("changes nothing for the image that is there", () => {
    assert.equal(setImages(TEXT, "outsrc", { front: "r/front:1.1.0" }), TEXT);
    assert.equal(setImages(TEXT, "outsrc", { front: "r/front:1.1.0" }, "first"), TEXT);
  });
});

describe("restoreServices", () => {
  const target = revision({
    "outsrc:images": { front: "r/front:1.0.0", back: "r/back:1.0.0" },
    "outsrc:releaseNotes": { back: "zeroth" },
    "outsrc:namespace": "other",
  });

  it("writes image and note of the named services, and nothing else", () => {
    assert.equal(
      restoreServices(TEXT, "outsrc", target, ["back"]),
      TEXT.replace("back:1.1.0", "back:1.0.0").replace("front: first\n", "front: first\n    back: zeroth\n"),
    );
    assert.equal(
      restoreServices(TEXT, "outsrc", target, ["front"]),
      TEXT.replace("front:1.1.0", "front:1.0.0").replace("  outsrc:releaseNotes:\n    front: first\n", ""),
    );
  });

  it("changes nothing where nothing differs", () => {
    assert.equal(restoreServices(TEXT, "outsrc", revision(), ["front", "back"]), TEXT);
  });

  it("rejects a service that the revision did not have", () => {
    assert.throws(() => restoreServices(TEXT, "outsrc", target, ["api", "back"]), {
      name: "RolloutError",
      exitCode: 2,
      message: "that revision has no service api; name some of front, back",
    });
  });
});

/** [the fact, what the revision has, what is replaced in the text, what stands there] */
const restored: [string, StackValues, string, string][] = [
  ["writes a text", { "outsrc:namespace": "other" }, "outsrc-dev", "other"],
  [
    "writes an entry of a list",
    { "outsrc:ipRestriction": { allow: ["198.51.100.17/32"] } },
    "      - 203.0.113.0/24 # office\n",
    "",
  ],
  [
    "writes a key that is not there in its usual place",
    { "outsrc:hosts": ["a.b"] },
    "outsrc-dev\n",
    "outsrc-dev\n  outsrc:hosts:\n    - a.b\n",
  ],
  [
    "removes a key that the revision did not have",
    { "outsrc:dns": undefined },
    "  outsrc:dns: {zone: outsrc.dev, target: x}\n",
    "",
  ],
  ["writes a flag as one", { "outsrc:protect": true }, "# VPN\n", "# VPN\n  outsrc:protect: true\n"],
  ["leaves the cluster alone", { "outsrc:cluster": { context: "other" } }, "", ""],
  [
    "leaves the keys of others alone",
    { "cloudflare:apiToken": undefined, "pulumi:tags": { a: "b" }, "gcp:project": "p" },
    "",
    "",
  ],
  ["leaves keys alone that the schema does not know", { "outsrc:unheard": 1 }, "", ""],
];

describe("restoreValues", () => {
  for (const [fact, changes, before, after] of restored)
    it(fact, () => {
      assert.ok(TEXT.includes(before));
      assert.equal(restore(changes), TEXT.replace(before, after));
    });

  for (const stack of STACKS)
    it(`changes nothing of ${stack} where nothing differs`, () => {
      const text = readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8");
      assert.equal(restoreValues(text, "outsrc", config(text), { projectDefaults: {} }), text);
    });

  it("restores the keys that only another program knows, where that one runs", () => {
    const text = TEXT.replace("  outsrc:namespace", "  outsrc:newcomer: x\n  outsrc:namespace");
    assert.equal(
      restoreValues(text, "outsrc", revision({ "outsrc:unheard": { of: 1 }, "gcp:project": "p" }), {
        projectDefaults: {},
        isOtherProgram: true,
      }),
      TEXT.replace("  outsrc:namespace", "  outsrc:unheard:\n    of: 1\n  outsrc:namespace"),
    );
  });

  it("takes a value for the same that the engine keeps as text", () => {
    const text = TEXT.replace("outsrc-dev", "2026");
    const target = revision({ "outsrc:namespace": "2026" });
    assert.equal(restoreValues(text, "outsrc", target, { projectDefaults: {} }), text);
  });

  it("writes no value that Pulumi.yaml has", () => {
    const defaults = { "outsrc:protect": true, "outsrc:namespace": "shared" };
    assert.equal(restore({ "outsrc:protect": true }, {}, defaults), TEXT);
    assert.equal(
      restore({ "outsrc:namespace": "shared" }, {}, defaults),
      TEXT.replace("  outsrc:namespace: outsrc-dev\n", ""),
    );
    assert.equal(restore({}, {}, { "outsrc:namespace": "outsrc-dev" }), TEXT);
  });

  it("writes the secrets that it is given, and leaves the bytes of all others", () => {
    assert.equal(
      restore({}, { "front.B": { secure: "v1:new" }, "front.C": { secure: "v1:c" }, "back.D": { secure: "v1:d" } }),
      TEXT.replace(
        "secure: v1:b\n",
        "secure: v1:new\n      C:\n        secure: v1:c\n    back:\n      D:\n        secure: v1:d\n",
      ),
    );
  });

  it("removes secrets, and what is empty without them", () => {
    const secrets = TEXT.slice(TEXT.indexOf("  outsrc:secrets"), TEXT.indexOf("  outsrc:dns"));
    assert.equal(restore({}, { "front.B": undefined }), TEXT.replace("      B:\n        secure: v1:b\n", ""));
    assert.equal(restore({}, { "front.A": undefined, "front.B": undefined }), TEXT.replace(secrets, ""));
  });

  it("rejects secrets that are encrypted as a whole", () => {
    const text = "config:\n  outsrc:secrets:\n    secure: v1:x\n";
    const restoreLeaf = (secretLeaves: Record<string, Ciphertext>) =>
      restoreValues(text, "outsrc", {}, { projectDefaults: {}, secretLeaves });
    assert.throws(() => restoreLeaf({ "front.A": { secure: "v1:a" } }), {
      name: "RolloutError",
      message: /^secrets is encrypted as a whole; set each by pulumi config set --secret --path /,
    });
    assert.equal(restoreLeaf({}), text);
  });

  it("rejects a value that the history has encrypted", () => {
    assert.throws(() => restore({ "outsrc:hosts": SECRET }), {
      name: "RolloutError",
      message: "hosts of that revision is encrypted; write its value into the stack file by hand",
    });
  });
});
