import assert from "node:assert/strict";
import { undoMessage, returnMessage } from "../../../rollout/change-cause";
import { undoTarget, type UndoRequest } from "../../../rollout/undo-target";
import { SECRET, UNDECRYPTABLE } from "../../../rollout/update";
import { updates, type Told } from "../../support/updates";

const run = (front: string, told: Told = {}): Told => ({ front, ...told });
const failed = (front: string, told: Told = {}) => run(front, { result: "failed", ...told });
const undo = (revision: number, front: string, told: Told = {}) =>
  run(front, { message: undoMessage(revision, "x"), ...told });
const back = (revision: number, front: string) => run(front, { message: returnMessage(revision, "x") });
const nothing = { resourceChanges: { same: 10 } };
const secret = (value: unknown) => ({ config: { "outsrc:secrets": value } });
const memory = (amount: string) => ({
  config: { "outsrc:services": { front: { resources: { requests: { memory: amount } } } } },
});

const target = (told: readonly Told[], request: Partial<UndoRequest> = {}) =>
  undoTarget(updates(...told), { project: "outsrc", ...request });

/** [what happened, the updates from the first on, the revision that an undo restores] */
const defaults: [string, Told[], number][] = [
  ["set-image", [run("a"), run("b")], 1],
  ["set-image twice", [run("a"), run("b"), run("c")], 2],
  ["set-image, undo", [run("a"), run("b"), run("c"), undo(2, "b")], 1],
  ["set-image, undo, another set-image", [run("a"), run("b"), undo(1, "a"), run("c")], 3],
  [
    "undo, then the undone image again on purpose, then another",
    [run("a"), run("b"), undo(1, "a"), run("b"), run("c")],
    4,
  ],
  ["undo to a revision long ago", [run("a"), run("b"), run("c"), undo(1, "a"), run("d")], 4],
  ["crash", [run("a"), run("b"), failed("c")], 2],
  ["Ctrl-C, which is a failed update as well", [run("a"), failed("b")], 1],
  ["crash of the very config that ran", [run("a"), run("b"), failed("b")], 2],
  ["crash twice", [run("a"), failed("b"), failed("c")], 1],
  ["crash that was taken back", [run("a"), run("b"), failed("c"), undo(2, "b")], 1],
  ["quota that was taken back", [run("a"), run("b"), failed("a"), back(2, "b")], 1],
  ["undo that failed", [run("a"), run("b"), undo(1, "a", { result: "failed" })], 1],
  [
    "undo that failed, tried again",
    [run("a"), run("b"), run("c"), undo(2, "b", { result: "failed" }), undo(2, "b")],
    1,
  ],
  [
    "undo to the config that failed, which failed again",
    [run("a"), run("b"), failed("b"), undo(2, "b", { result: "failed" })],
    2,
  ],
  ["crash after an undo", [run("a"), run("b"), undo(1, "a"), failed("c")], 3],
  ["crash, then an update that put things right", [run("a"), run("b"), failed("c"), run("b", nothing)], 1],
  ["a refresh after a crash", [run("a"), run("b"), failed("c"), { kind: "refresh" }], 2],
  ["destroy", [run("a"), run("b"), { kind: "destroy" }], 2],
  ["an update that is not over", [run("a"), run("b", { result: "in-progress" })], 1],
  ["an update of resources alone", [run("a"), run("b"), run("b")], 1],
  ["another cluster alone", [run("a"), run("b"), run("b", { config: { "outsrc:cluster": { context: "c" } } })], 1],
  ["another token of a provider alone", [run("a"), run("b"), run("b", { config: { "cloudflare:apiToken": "x" } })], 1],
  ["another way to write a quantity", [run("a"), run("b", memory("2Gi")), run("b", memory("2048Mi"))], 1],
  ["another quantity", [run("a"), run("b", memory("2Gi")), run("b", memory("2000Mi"))], 2],
  [
    "another secret, if they are known",
    [run("a"), run("b", secret({ front: { A: "1" } })), run("b", secret({ front: { A: "2" } }))],
    2,
  ],
  ["another secret, if they are not known", [run("a"), run("b", secret(SECRET)), run("b", secret(SECRET))], 1],
  ["a first secret", [run("a"), run("b"), run("b", secret(SECRET))], 2],
  ["a secret that is lost", [run("a", secret(UNDECRYPTABLE)), run("a", secret({ front: { A: "1" } }))], 1],
];

describe("undoTarget", () => {
  for (const [what, told, expected] of defaults)
    it(`goes to revision ${expected} after ${what}`, () => {
      const { revision, isCurrent } = target(told);
      assert.deepEqual([revision.number, isCurrent], [expected, false]);
    });

  it("compares maps whatever the order of their keys", () => {
    const images = (value: Record<string, string>) => ({ config: { "outsrc:images": value } });
    const told = [run("x"), images({ front: "a", back: "b" }), images({ back: "b", front: "a" })];
    assert.equal(target(told).revision.number, 1);
  });

  it("stays at the newest revision, if an update was cut off before it came into the history", () => {
    assert.equal(target([run("a"), run("b")], { cutOff: true }).revision.number, 2);
    assert.equal(target([run("a"), run("b"), undo(1, "a")], { cutOff: true }).revision.number, 3);
  });

  it("goes where --to-revision says, also to what was undone", () => {
    const told = [run("a"), run("b"), undo(1, "a")];
    assert.deepEqual(
      [target(told, { toRevision: 2 }).revision.number, target(told, { toRevision: 2 }).isCurrent],
      [2, false],
    );
  });

  it("says of a named revision that it is the current one", () => {
    const told = [run("a"), run("b"), undo(1, "a")];
    for (const toRevision of [1, 3]) assert.equal(target(told, { toRevision }).isCurrent, true);
    assert.equal(target([run("a"), failed("a")], { toRevision: 1 }).isCurrent, false);
  });

  it("looks at the named services only", () => {
    const told = [run("a"), run("b"), run("b", { back: "2" })];
    assert.equal(target(told).revision.number, 2);
    assert.equal(target(told, { services: ["front"] }).revision.number, 1);
    assert.equal(target(told, { services: ["back"] }).revision.number, 2);
    assert.equal(target(told, { services: ["front", "back"] }).revision.number, 2);
    assert.equal(target(told, { services: ["back"], toRevision: 2 }).isCurrent, false);
    assert.equal(target(told, { services: ["front"], toRevision: 2 }).isCurrent, true);
  });

  it("counts the release note of a named service", () => {
    const note = (text: string) => ({ config: { "outsrc:releaseNotes": { front: text } } });
    assert.equal(target([run("a", note("x")), run("a", note("y"))], { services: ["front"] }).revision.number, 1);
  });

  it("walks back service by service", () => {
    const told = [run("a"), run("b"), run("c"), run("c", { back: "2" }), undo(2, "b", { back: "2" })];
    assert.equal(target(told, { services: ["front"] }).revision.number, 1);
  });
});

/** [what is refused, the updates, the request, the message] */
const refusals: [string, Told[], Partial<UndoRequest>, string][] = [
  ["a stack without a revision", [failed("a")], {}, "the stack has no revision yet; run rollout up"],
  ["a stack without updates", [], {}, "the stack has no revision yet; run rollout up"],
  [
    "an unknown revision",
    [run("a"), run("b")],
    { toRevision: 3 },
    "there is no revision 3; write a number from 1 to 2",
  ],
  ["revision 0", [run("a")], { toRevision: 0 }, "there is no revision 0; write 1, the only one"],
  [
    "a failed update",
    [run("a"), run("b"), failed("c")],
    { toRevision: 3 },
    "there is no revision 3; failed updates have no number; write a number from 1 to 2",
  ],
  [
    "an undo of the only revision",
    [run("a")],
    {},
    "no revision before 1 has another config that was not undone; change the stack file and run rollout up",
  ],
  [
    "an undo of the last undo that there can be",
    [run("a"), run("b"), undo(1, "a")],
    {},
    "no revision before 3 has another config that was not undone; name one with --to-revision; rollout history lists them",
  ],
  [
    "an undo of a service that never changed",
    [run("a"), run("b")],
    { services: ["back"] },
    "no revision before 2 has another config of back that was not undone; name one with --to-revision; rollout history lists them",
  ],
  [
    "an undo of what is no service",
    [run("a"), run("b")],
    { services: ["front", "start"] },
    "no revision has a service start; write back, front",
  ],
];

describe("undoTarget, without a target", () => {
  for (const [what, told, request, message] of refusals)
    it(`rejects ${what}`, () => {
      assert.throws(() => target(told, request), { name: "RolloutError", exitCode: 2, message });
    });
});
