import assert from "node:assert/strict";
import {
  checkCause,
  composeMessage,
  defaultCause,
  parseMessage,
  parseUndo,
  returnMessage,
  undoMessage,
} from "../../../rollout/change-cause";
import { SECRET, type StackValues } from "../../../rollout/update";
import { DIGEST } from "../../support/valid-config";

const BEFORE: StackValues = {
  "outsrc:images": { front: "r/front:1.1.0", back: "r/back:1.1.0" },
  "outsrc:releaseNotes": { front: "first" },
  "outsrc:secrets": SECRET,
};
const NEW_FRONT = { "outsrc:images": { front: "r/front:1.2.0", back: "r/back:1.1.0" } };
const images = (changes: Record<string, string>) => ({
  "outsrc:images": { front: "r/front:1.1.0", back: "r/back:1.1.0", ...changes },
});

/** [what changes, the values that do, the cause] */
const causes: [string, StackValues, string][] = [
  ["one image", NEW_FRONT, "front 1.1.0 → 1.2.0"],
  ["an image and its note", { ...NEW_FRONT, "outsrc:releaseNotes": { front: "x" } }, "front 1.1.0 → 1.2.0"],
  ["several images", images({ front: "r/front:2", back: "r/back:3" }), "front 1.1.0 → 2, back 1.1.0 → 3"],
  ["a service more", images({ api: "r/api:1" }), "api 1 added"],
  ["a service less", { "outsrc:images": { front: "r/front:1.1.0" } }, "back removed"],
  ["the registry only", images({ front: "s/front:1.1.0" }), "front r/front:1.1.0 → s/front:1.1.0"],
  ["a digest more", images({ back: `r/back:1.1.0@${DIGEST}` }), `back r/back:1.1.0 → r/back:1.1.0@${DIGEST}`],
  ["an image of no known form", images({ front: "latest" }), "front 1.1.0 → latest"],
  [
    "other keys",
    {
      "outsrc:ipRestriction": { allow: ["203.0.113.0/24"] },
      "outsrc:services": { front: { env: { A: "1", B: "2" } } },
    },
    "change services.front.env, ipRestriction",
  ],
  ["image and keys", { ...NEW_FRONT, "outsrc:protect": true }, "front 1.1.0 → 1.2.0; change protect"],
  ["the note alone", { "outsrc:releaseNotes": { front: "x" } }, "change releaseNotes"],
  ["the secrets alone", { "outsrc:secrets": undefined }, "change secrets"],
  [
    "many keys",
    { "outsrc:hosts": ["a.b"], "outsrc:namespace": "n", "outsrc:protect": true, "outsrc:requireDigest": true },
    "change namespace, hosts, requireDigest and 1 more",
  ],
  ["nothing", {}, "no change of config"],
];

describe("defaultCause", () => {
  for (const [what, changes, expected] of causes)
    it(`tells ${what}`, () => {
      assert.equal(defaultCause(BEFORE, { ...BEFORE, ...changes }, "outsrc"), expected);
    });

  it("tells the versions of the first release", () => {
    assert.equal(defaultCause(undefined, BEFORE, "outsrc"), "first release: front 1.1.0, back 1.1.0");
    assert.equal(defaultCause(undefined, {}, "outsrc"), "first release");
  });
});

describe("composeMessage", () => {
  it("writes the cause alone", () => {
    assert.equal(composeMessage({ cause: "faster search" }), "faster search");
  });

  it("writes trailers below a blank line, each on one line", () => {
    assert.equal(
      composeMessage({ cause: "two\nlines", by: "ada@laptop", forced: "the fix\n\nby: eve" }),
      "two lines\n\nby: ada@laptop\nforced: the fix by: eve",
    );
  });
});

describe("parseMessage", () => {
  it("reads what composeMessage writes", () => {
    const message = { cause: "faster search", by: "ada@laptop", forced: "known false alarm" };
    assert.deepEqual(parseMessage(composeMessage(message)), message);
  });

  it("reads the message of any other tool", () => {
    assert.deepEqual(parseMessage("Merge branch 'x'"), { cause: "Merge branch 'x'", by: undefined, forced: undefined });
    assert.deepEqual(parseMessage(""), { cause: "", by: undefined, forced: undefined });
    assert.equal(parseMessage("by: ada").by, undefined);
    assert.equal(parseMessage("x\r\n\r\nby: ada\r\n").by, "ada");
  });
});

describe("parseUndo", () => {
  it("reads the causes of undo and return", () => {
    const undo = { kind: "undo", revision: 12, services: undefined, cause: "faster: search" };
    assert.deepEqual(parseUndo(composeMessage({ cause: undoMessage(12, "faster: search"), by: "ada" })), undo);
    assert.deepEqual(parseUndo(returnMessage(12, "faster: search")), { ...undo, kind: "return" });
    assert.equal(undoMessage(12, "x"), "undo to revision 12: x");
    assert.equal(returnMessage(12, "x"), "return to revision 12: x");
  });

  it("reads which services went back", () => {
    const message = undoMessage(3, "x", ["front", "back"]);
    assert.equal(message, "undo to revision 3 (only front, back): x");
    assert.deepEqual(parseUndo(message), { kind: "undo", revision: 3, services: ["front", "back"], cause: "x" });
  });

  it("looks at nothing but the first line, whole", () => {
    for (const message of ["", "x\nundo to revision 1: y", "please undo to revision 1: y", "undo to revision one: y"])
      assert.equal(parseUndo(message), undefined);
  });
});

describe("checkCause", () => {
  it("is the first line of what was given, such as the title of a commit", () => {
    assert.equal(checkCause(" faster   search \n\nMore words.\nby: somebody else\n"), "faster search");
  });

  it("rejects an empty one, a long one, and one that reads like an undo", () => {
    const refusal = (message: string) => ({ name: "RolloutError", exitCode: 2, message });
    assert.throws(() => checkCause(" "), refusal("-m: is empty; write why, or leave it out"));
    assert.throws(() => checkCause("x".repeat(1025)), refusal("-m: has 1025 characters; write at most 1024"));
    assert.throws(
      () => checkCause("undo to revision 3: x"),
      refusal("-m: reads like the cause of an undo; run rollout undo, or write other words"),
    );
  });
});
