import assert from "node:assert/strict";
import { foreignEdits } from "../../../rollout/foreign-edits";
import { SECRET, type StackValues } from "../../../rollout/update";
import { imageOf, updates } from "../../support/updates";

const HISTORY = updates({ front: "a" }, { front: "b", result: "failed" }, { front: "c" });

const values = (front: string, more: StackValues = {}): StackValues => ({
  "outsrc:images": { front: imageOf("front", front), back: imageOf("back", "1.0.0") },
  ...more,
});
const edits = (current: StackValues, defaults: StackValues = {}, history = HISTORY) =>
  foreignEdits(current, history, { project: "outsrc", defaults });

describe("foreignEdits", () => {
  it("finds none where the newest, an older or a failed update holds the values", () => {
    for (const front of ["a", "b", "c"]) assert.equal(edits(values(front)), undefined);
  });

  it("tells the difference to the newest update", () => {
    const found = edits(values("d", { "outsrc:protect": true }));
    assert.deepEqual(
      found!.images.map(({ service, before, after }) => [service, before, after]),
      [["front", imageOf("front", "c"), imageOf("front", "d")]],
    );
    assert.deepEqual(found!.keys, [{ path: "protect", before: undefined, after: true }]);
  });

  it("does not look at the cluster", () => {
    assert.equal(edits(values("c", { "outsrc:cluster": { context: "other" } })), undefined);
  });

  it("takes secrets that are not known for the same", () => {
    const history = updates({ front: "a", config: { "outsrc:secrets": SECRET } });
    assert.equal(edits(values("a", { "outsrc:secrets": SECRET }), {}, history), undefined);
    assert.deepEqual(edits(values("a"), {}, history)?.secrets, [{ path: "secrets", state: "removed" }]);
  });

  it("finds a secret that was changed, added or removed, and is known", () => {
    const history = updates({ front: "a", config: { "outsrc:secrets": { front: { A: "1", B: "2", C: "3" } } } });
    const typed = (secrets: unknown) => edits(values("a", { "outsrc:secrets": secrets }), {}, history)?.secrets;
    assert.equal(typed({ front: { A: "1", B: "2", C: "3" } }), undefined);
    assert.deepEqual(typed({ front: { A: "1", B: "0", D: "4" } }), [
      { path: "secrets.front.A", state: "same" },
      { path: "secrets.front.B", state: "changed" },
      { path: "secrets.front.C", state: "removed" },
      { path: "secrets.front.D", state: "added" },
    ]);
  });

  it("does not look at keys of providers, which an undo leaves alone", () => {
    assert.equal(edits(values("c", { "gcp:project": "other" })), undefined);
  });

  it("takes a new default of Pulumi.yaml for no edit of the stack file", () => {
    const defaults = { "outsrc:protect": true };
    assert.equal(edits(values("c", defaults), defaults), undefined);
    assert.deepEqual(edits(values("c", { "outsrc:protect": false }), defaults)?.keys, [
      { path: "protect", before: undefined, after: false },
    ]);
  });

  it("looks at updates only", () => {
    assert.notEqual(edits(values("d"), {}, updates({ kind: "refresh", front: "d" })), undefined);
  });

  it("takes everything for an edit where there is no update", () => {
    assert.equal(edits(values("a"), {}, [])?.images.length, 2);
  });
});
