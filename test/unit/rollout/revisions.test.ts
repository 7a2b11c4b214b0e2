import assert from "node:assert/strict";
import { historyOf, isRevision } from "../../../rollout/revisions";
import { SECRET } from "../../../rollout/update";
import { imageOf, minute, updates, type Told } from "../../support/updates";

const NOTHING = { resourceChanges: { same: 10 } };

const numbers = (...told: Told[]) => historyOf(updates(...told), "outsrc").map(({ number }) => number);
const entry = (told: Told) => historyOf(updates(told), "outsrc")[0]!;

/** [the fact, the updates from the first on, the number of each entry] */
const histories: [string, Told[], (number | undefined)[]][] = [
  ["counts successful updates from 1", [{}, { front: "2" }, { front: "3" }], [1, 2, 3]],
  ["counts a first update that made nothing", [NOTHING], [1]],
  ["leaves out updates that changed nothing", [{}, NOTHING, { front: "2" }, { front: "2", ...NOTHING }], [1, 2]],
  ["counts an update of resources alone", [{}, { resourceChanges: { same: 9, replace: 1 } }], [1, 2]],
  ["counts an update of config alone", [{}, { ...NOTHING, config: { "outsrc:protect": true } }], [1, 2]],
  ["counts a change of the cluster", [{}, { ...NOTHING, config: { "outsrc:cluster": { context: "b" } } }], [1, 2]],
  ["takes reads for no change", [{}, { resourceChanges: { same: 8, read: 1, refresh: 9, update: 0 } }], [1]],
  ["lists failed updates without a number", [{}, { front: "2", result: "failed" }, { front: "3" }], [1, undefined, 2]],
  ["lists a running update without a number", [{}, { front: "2", result: "in-progress" }], [1, undefined]],
  ["lists a failed update that changed nothing", [{}, { ...NOTHING, result: "failed" }], [1, undefined]],
  [
    "counts the config of a failed update once it succeeds",
    [{}, { front: "2", result: "failed" }, { front: "2", ...NOTHING }],
    [1, undefined, 2],
  ],
  ["gives destroys no number", [{}, { kind: "destroy" }, {}], [1, undefined, 2]],
  [
    "leaves out refreshes, previews and imports",
    [{}, ...["refresh", "preview", "import", "resource-import", "rename"].map((kind) => ({ kind })), { front: "2" }],
    [1, 2],
  ],
  ["looks at no key of the engine", [{}, { ...NOTHING, config: { "pulumi:tags": { a: "b" } } }], [1]],
];

describe("historyOf", () => {
  for (const [fact, told, expected] of histories)
    it(fact, () => {
      assert.deepEqual(numbers(...told), expected);
    });

  it("gives the same numbers with secrets and without", () => {
    const secrets = (value: unknown) => ({ config: { "outsrc:secrets": value, "cloudflare:apiToken": value } });
    const plain = [secrets({ front: { A: "1" } }), { ...NOTHING, ...secrets({ front: { A: "2" } }) }];
    const blank = plain.map((told) => ({ ...told, ...secrets(SECRET) }));
    assert.deepEqual(numbers(...plain), [1]);
    assert.deepEqual(numbers(...blank), [1]);
  });

  it("numbers 1,000 updates on one page or many", () => {
    const told = Array.from({ length: 1000 }, (_, i) => ({ front: `1.${i}.0` }));
    assert.deepEqual(
      numbers(...told),
      told.map((_, i) => i + 1),
    );
  });

  it("says which images changed since the revision before, whatever failed in between", () => {
    const history = historyOf(updates({}, { front: "2", result: "failed" }, { back: "2" }), "outsrc");
    assert.deepEqual(
      history.map(({ changedImages }) => changedImages.map(({ service, before, after }) => [service, before, after])),
      [
        [
          ["front", undefined, imageOf("front", "1.0.0")],
          ["back", undefined, imageOf("back", "1.0.0")],
        ],
        [["front", imageOf("front", "1.0.0"), imageOf("front", "2")]],
        [["back", imageOf("back", "1.0.0"), imageOf("back", "2")]],
      ],
    );
    assert.deepEqual(history[2]!.images, { front: imageOf("front", "1.0.0"), back: imageOf("back", "2") });
  });

  it("takes the cause from the first line of the message", () => {
    assert.equal(entry({ message: "faster search\n\nby: ada@laptop" }).cause, "faster search");
  });

  it("tells what changed where there is no message", () => {
    const history = historyOf(updates({}, { front: "1.1.0" }, { kind: "destroy" }), "outsrc");
    assert.deepEqual(
      history.map(({ cause }) => cause),
      ["first release: front 1.0.0, back 1.0.0", "front 1.0.0 → 1.1.0", "destroy"],
    );
  });

  it("knows commit, times and result", () => {
    const { commit, durationSeconds, update } = entry({ environment: { "git.head": "abc", "git.dirty": "true" } });
    assert.deepEqual(commit, { id: "abc", dirty: true });
    assert.deepEqual([durationSeconds, update.startedAt, update.result], [30, minute(0), "succeeded"]);
    assert.deepEqual(entry({ environment: { "git.head": "abc", "git.dirty": "false" } }).commit?.dirty, false);
    assert.deepEqual([entry({}).commit, entry({ endedAt: undefined }).durationSeconds], [undefined, undefined]);
  });

  it("survives a config that no schema takes, as a failed update may have it", () => {
    assert.deepEqual(entry({ result: "failed", config: { "outsrc:images": ["front"] } }).images, {});
  });
});

describe("isRevision", () => {
  it("tells what has a number", () => {
    assert.deepEqual(historyOf(updates({}, { front: "2", result: "failed" }), "outsrc").map(isRevision), [true, false]);
  });
});
