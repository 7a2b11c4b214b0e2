import assert from "node:assert/strict";
import { checkCode, programToGoBackWith } from "../../../rollout/program-of";
import type { Commit, Revision } from "../../../rollout/revisions";
import type { CodeChange, Session } from "../../../rollout/session";

const UNCHANGED: CodeChange = { files: [], commits: [] };
const CHANGED: CodeChange = { files: ["services.ts", "config/schema.ts"], commits: ["b2", "a1"] };
const RELOCKED: CodeChange = { files: ["package-lock.json"], commits: [] };
const CLEAN: Commit = { id: "c0ffee", dirty: false };
const DIRTY: Commit = { id: "c0ffee", dirty: true };

/** A session whose program has changed like this, and a revision of that commit; `said` is what people are told. */
function given(change: CodeChange | undefined, commit: Commit | undefined) {
  const said: string[] = [];
  const session = {
    stack: "dev",
    codeSince: () => Promise.resolve(change),
    ui: { progress: (line: string) => said.push(line) },
  } as unknown as Session;
  return { session, revision: { number: 4, commit } as Revision, said };
}

const FILES = "the program has changed since revision 4: services.ts, config/schema.ts";
const UNCOMMITTED = "revision 4 was made with uncommitted edits: its program may have been another one";
const RUN = "this runs the program of that revision; the checkout is left alone";

/** [the fact, how the program changed, commit of the revision, --with-code, commit whose program runs, what is told] */
const decided: [string, CodeChange | undefined, Commit | undefined, boolean, string | undefined, string[]][] = [
  [
    "names the files that the config alone does not take back, and the flag that does",
    CHANGED,
    CLEAN,
    false,
    undefined,
    [FILES, "this restores its config only; --with-code runs the program of that revision, too"],
  ],
  [
    "runs the program of the revision",
    CHANGED,
    CLEAN,
    true,
    "c0ffee",
    [FILES, `${RUN}, bring it in line with: git revert b2 a1`],
  ],
  ["tells nothing of a program that is the same", UNCHANGED, CLEAN, true, undefined, []],
  [
    "tells of uncommitted edits though no file differs from the commit",
    UNCHANGED,
    DIRTY,
    true,
    undefined,
    [UNCOMMITTED],
  ],
  ["tells of uncommitted edits of no one who stays with today's program", UNCHANGED, DIRTY, false, undefined, []],
  ["tells nothing where git does not have the commit", undefined, CLEAN, false, undefined, []],
];

/** [the fact, how the program changed, commit of the revision, why] */
const refused: [string, CodeChange | undefined, Commit | undefined, string][] = [
  ["a lock file that has changed", RELOCKED, CLEAN, "package-lock.json has changed since revision 4"],
  ["a commit that git does not have", undefined, CLEAN, "git does not have commit c0ffee of revision 4; fetch it"],
  ["a revision without a commit", undefined, undefined, "revision 4 was not made from a git commit"],
];

describe("the program of an undo", () => {
  for (const [fact, change, commit, withCode, expected, told] of decided)
    it(fact, async () => {
      const { session, revision, said } = given(change, commit);
      assert.equal(await checkCode(session, revision, withCode), expected);
      assert.deepEqual(said, told);
    });

  for (const [fact, change, commit, why] of refused)
    it(`rejects ${fact}, with code`, async () => {
      const { session, revision, said } = given(change, commit);
      await assert.rejects(checkCode(session, revision, true), {
        name: "RolloutError",
        exitCode: 2,
        message: `--with-code: ${why}; leave it out to restore the config only`,
      });
      assert.deepEqual(said, []);
    });
});

/** [the fact, how the program changed, commit of the revision, commit whose program runs, what is told] */
const takenBack: [string, CodeChange | undefined, Commit | undefined, string | undefined, string[]][] = [
  ["is that of the revision", CHANGED, CLEAN, "c0ffee", [FILES, `${RUN}, bring it in line with: git revert b2 a1`]],
  ["is today's where it is the same", UNCHANGED, DIRTY, undefined, []],
  ["is today's where git does not have the commit", undefined, CLEAN, undefined, []],
  ["is today's where the revision has no commit", undefined, undefined, undefined, []],
  [
    "is today's where the revision was made with uncommitted edits, and the way to it is told",
    CHANGED,
    DIRTY,
    undefined,
    [FILES, "this restores its config only; if the program is at fault: rollout undo dev --to-revision 4 --with-code"],
  ],
  [
    "is today's where the other one needs other modules, and the way to it is told",
    RELOCKED,
    CLEAN,
    undefined,
    [
      "the program has changed since revision 4: package-lock.json",
      "this restores its config only; if the program is at fault: check out c0ffee, run npm ci, then rollout undo dev --to-revision 4",
    ],
  ],
];

describe("the program that a failed rollout is taken back with", () => {
  for (const [fact, change, commit, expected, told] of takenBack)
    it(fact, async () => {
      const { session, revision, said } = given(change, commit);
      assert.equal(await programToGoBackWith(session, revision), expected);
      assert.deepEqual(said, told);
    });
});
