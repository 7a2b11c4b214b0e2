import assert from "node:assert/strict";
import { badAmong, badImages, describeBad } from "../../../rollout/bad-images";
import { returnMessage, undoMessage } from "../../../rollout/change-cause";
import { imageOf, minute, updates, type Told } from "../../support/updates";
import { DIGEST } from "../../support/valid-config";

const undo = (front: string, told: Told = {}): Told => ({ front, message: undoMessage(1, "x"), ...told });
const back = (front: string): Told => ({ front, message: returnMessage(1, "x") });
const images = (front: string): Told => ({ config: { "outsrc:images": { front } } });

/** Service and version of each bad image. */
const bad = (...told: Told[]) =>
  badImages(updates(...told), "outsrc").map(({ service, reference }) => `${service} ${reference.split(":")[1] ?? ""}`);

/** [the fact, the updates from the first on, the bad images] */
const histories: [string, Told[], string[]][] = [
  ["knows none before anything is undone", [{ front: "a" }, { front: "b" }], []],
  ["remembers an image that an undo moved away from", [{ front: "a" }, { front: "b" }, undo("a")], ["front b"]],
  [
    "remembers the image of a failed update",
    [{ front: "a" }, { front: "b", result: "failed" }, undo("a")],
    ["front b"],
  ],
  [
    "remembers an image of an undo that failed",
    [{ front: "a" }, { front: "b" }, undo("a", { result: "failed" })],
    ["front b"],
  ],
  ["remembers several", [{ front: "a" }, { front: "b", back: "2" }, undo("a")], ["front b", "back 2"]],
  ["leaves alone what stayed", [{ front: "a" }, { front: "b", back: "2" }, undo("a", { back: "2" })], ["front b"]],
  ["bans nothing by a return", [{ front: "a" }, { front: "b", result: "failed" }, back("a")], []],
  ["bans nothing by a release", [{ front: "a" }, { front: "b" }, { front: "c" }], []],
  [
    "bans nothing by an undo of other keys",
    [{ front: "a" }, { front: "a", config: { "outsrc:protect": true } }, undo("a")],
    [],
  ],
  ["keeps the ban through other releases", [{ front: "a" }, { front: "b" }, undo("a"), { front: "c" }], ["front b"]],
  ["lifts the ban once the image runs again", [{ front: "a" }, { front: "b" }, undo("a"), { front: "b" }], []],
  [
    "keeps the ban if it fails again",
    [{ front: "a" }, { front: "b" }, undo("a"), { front: "b", result: "failed" }, back("a")],
    ["front b"],
  ],
  [
    "lifts the ban by an undo to the image, and bans the other",
    [{ front: "a" }, { front: "b" }, undo("a"), undo("b")],
    ["front a"],
  ],
  [
    "remembers each of several undos",
    [{ front: "a" }, { front: "b" }, undo("a"), { front: "c" }, undo("a")],
    ["front b", "front c"],
  ],
  [
    "remembers an image once",
    [{ front: "a" }, { front: "b" }, undo("a"), { front: "b", result: "failed" }, undo("a")],
    ["front b"],
  ],
  ["looks at updates only", [{ front: "a" }, { front: "b" }, { kind: "refresh", front: "c" }, undo("a")], ["front b"]],
];

describe("badImages", () => {
  for (const [fact, told, expected] of histories)
    it(fact, () => {
      assert.deepEqual(bad(...told), expected);
    });

  it("names the revision that the image came with, and its cause", () => {
    const told = [
      { front: "a" },
      { front: "b", message: "faster" },
      { front: "b", back: "2" },
      undo("a", { back: "2" }),
    ];
    const [image] = badImages(updates(...told), "outsrc");
    assert.deepEqual(image, {
      service: "front",
      reference: imageOf("front", "b"),
      revision: 2,
      cause: "faster",
      deployedAt: minute(1),
      undoneAt: minute(3),
      undoneBy: "undo to revision 1: x",
    });
    assert.equal(
      describeBad(image),
      `front ${imageOf("front", "b")} came with revision 2 (faster), and was taken back at 2026-11-24T09:03:00Z ` +
        'by "undo to revision 1: x"',
    );
  });

  it("names the time of an image that no revision ran", () => {
    const [image] = badImages(
      updates({}, { front: "b", result: "failed", message: "faster" }, undo("1.0.0")),
      "outsrc",
    );
    assert.match(describeBad(image!), /came with a failed update of 2026-11-24T09:01:00Z \(faster\), /);
  });

  it("remembers a service that the undo removed", () => {
    const told = [images("r/front:a"), { config: { "outsrc:images": { front: "r/front:a", api: "r/api:1" } } }];
    assert.deepEqual(bad(...told, { ...images("r/front:a"), message: undoMessage(1, "x") }), ["api 1"]);
  });
});

describe("badAmong", () => {
  const list = badImages(
    updates(images("r/front:a"), images(`r/front:b@${DIGEST}`), {
      ...images("r/front:a"),
      message: undoMessage(1, "x"),
    }),
    "outsrc",
  );
  const isBad = (service: string, reference: string) => badAmong({ [service]: reference }, list).length === 1;

  it("recognises the content by its digest whatever the tag, and by its tag where there is no digest", () => {
    assert.ok(isBad("front", `r/front:b@${DIGEST}`));
    assert.ok(isBad("front", `r/front:other@${DIGEST}`));
    assert.ok(isBad("front", "r/front:b"));
  });

  it("lets everything else through", () => {
    assert.ok(!isBad("front", `r/front:b@${DIGEST.replace("0", "f")}`));
    assert.ok(!isBad("front", "r/front:a"));
    assert.ok(!isBad("front", "s/front:b"));
    assert.ok(!isBad("back", `r/front:b@${DIGEST}`));
    assert.ok(!isBad("front", "no reference"));
  });
});
