import assert from "node:assert/strict";
import { diffCommand } from "../../../cli/diff";
import { historyCommand } from "../../../cli/history";
import { SECRET, type Update } from "../../../rollout/update";
import { at } from "../../support/fields";
import { runVerb } from "../../support/run-verb";
import { PROJECT } from "../../support/stacks";
import { imageOf, updates } from "../../support/updates";

const HISTORY = updates(
  { message: "first release\n\nby: ada@laptop", environment: { "git.head": "3f1c0de9aa", "git.dirty": "true" } },
  { front: "1.1.0", message: "faster search", environment: { "git.author": "Ada", "git.head": "0123456789" } },
  { front: "1.2.0", result: "failed", message: "even faster\n\nforced: false alarm" },
  { kind: "refresh" },
  { front: "1.1.0", config: { "outsrc:hosts": ["a.b"], "outsrc:secrets": SECRET } },
  { kind: "destroy", front: "1.1.0" },
);

const STAGING = updates({ front: "1.1.0", config: { "outsrc:protect": true } });

const readHistory = (_directory: string, stack: string): Promise<readonly Update[]> =>
  Promise.resolve(stack === "dev" ? HISTORY : stack === "staging" ? STAGING : []);

const history = (...args: string[]) => runVerb((io) => historyCommand(io, readHistory), PROJECT, ...args);
const diff = async (...args: string[]) =>
  (await runVerb((io) => diffCommand(io, readHistory), PROJECT, ...args)).results.join("\n");

describe("rollout history", () => {
  it("lists the newest last", async () => {
    assert.deepEqual((await history("dev")).results.join("\n").split("\n"), [
      "REVISION   WHEN                WHO                COMMIT          RESULT              IMAGES                    CHANGE-CAUSE",
      "1          2026-11-24T09:00Z   ada@laptop         3f1c0de-dirty   succeeded           front 1.0.0, back 1.0.0   first release",
      "2          2026-11-24T09:01Z   Ada (git author)   0123456         succeeded           front 1.1.0               faster search",
      "–          2026-11-24T09:02Z   –                  –               failed              front 1.2.0               even faster (forced: false alarm)",
      "3          2026-11-24T09:04Z   –                  –               succeeded           –                         change hosts, secrets",
      "–          2026-11-24T09:05Z   –                  –               destroy succeeded   –                         destroy",
    ]);
  });

  it("shows all of one revision, and what it changed", async () => {
    assert.deepEqual((await history("dev", "--revision", "3")).results.join("\n").split("\n"), [
      "revision 3 of dev",
      "cause         change hosts, secrets",
      "when          2026-11-24T09:04Z, 30 s",
      "who           –",
      "commit        –",
      `image front   ${imageOf("front", "1.1.0")}`,
      `image back    ${imageOf("back", "1.0.0")}`,
      "",
      "against revision 2:",
      "hosts: added",
      "  + a.b",
      "secrets: added",
      "",
      "config:",
      "  outsrc:cluster:",
      "    context: kind",
      "  outsrc:images:",
      `    front: ${imageOf("front", "1.1.0")}`,
      `    back: ${imageOf("back", "1.0.0")}`,
      "  outsrc:hosts:",
      "    - a.b",
      '  outsrc:secrets: "[secret]"',
    ]);
    assert.ok(!(await history("dev", "--revision", "1")).results.join().includes("against"));
  });

  it("prints JSON", async () => {
    const [text = ""] = (await history("dev", "--json")).results;
    const entries: unknown = JSON.parse(text);
    assert.deepEqual(at(entries, 0, "who"), { name: "ada@laptop", source: "by" });
    assert.deepEqual(at(entries, 2, "forced"), "false alarm");
    assert.deepEqual(at(entries, 3, "revision"), 3);
    assert.deepEqual(at(entries, 3, "config", "outsrc:secrets"), "[secret]");
    const [one = ""] = (await history("dev", "--revision", "2", "--json")).results;
    assert.deepEqual(at(JSON.parse(one), "cause"), "faster search");
  });

  it("says what to do where there is no history", async () => {
    const { results, progress } = await history("prod");
    assert.deepEqual([results, progress], [[], ["prod has no history yet; run rollout up prod"]]);
  });

  it("rejects a revision or a stack that there is not", async () => {
    await assert.rejects(history("dev", "--revision", "4"), {
      name: "RolloutError",
      exitCode: 2,
      message: "there is no revision 4; failed updates have no number; write a number from 1 to 3",
    });
    await assert.rejects(history("prod", "--revision", "1"), { message: "there is no revision 1; run rollout up" });
    await assert.rejects(history("pord"), { name: "ConfigError" });
  });
});

describe("rollout diff", () => {
  it("compares two revisions", async () => {
    assert.equal(
      await diff("dev", "1", "3"),
      `dev revision 1 → dev revision 3
  image front: 1.0.0 → 1.1.0 (gcr.io/outsrc/front)
  hosts: added
    + a.b
  secrets: added`,
    );
    assert.equal(await diff("dev", "2", "2"), "dev revision 2 → dev revision 2\n  no difference");
  });

  it("compares the newest revisions of two stacks", async () => {
    assert.equal(
      await diff("dev", "staging"),
      `dev revision 3 → staging revision 1
  hosts: removed
    - a.b
  protect: (none) → true
  secrets: removed`,
    );
  });

  it("prints JSON", async () => {
    assert.deepEqual(JSON.parse(await diff("dev", "1", "2", "--json")), {
      before: { stack: "dev", revision: 1 },
      after: { stack: "dev", revision: 2 },
      images: [
        { service: "front", before: imageOf("front", "1.0.0"), after: imageOf("front", "1.1.0"), sameImage: false },
      ],
      releaseNotes: [],
      keys: [],
      secrets: [],
    });
  });

  it("rejects what there is not", async () => {
    await assert.rejects(diff("dev", "1", "9"), { name: "RolloutError", exitCode: 2 });
    await assert.rejects(diff("dev", "prod"), { message: "prod has no revision yet; run rollout up prod" });
    await assert.rejects(diff("dev", "1"), { name: "ConfigError" });
    await assert.rejects(diff("dev", "staging", "1"), {
      name: "RolloutError",
      exitCode: 2,
      message: /^staging is no revision; compare two of one stack/,
    });
  });
});
