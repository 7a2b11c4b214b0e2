import assert from "node:assert/strict";
import { actorOf, whoOf, type Who } from "../../../rollout/who";

const CI = { "ci.system": "GitHub Actions", "ci.build.number": "57", "git.author": "Ada" };

/** [the fact, message, environment, who] */
const updates: [string, string, Record<string, string>, Who | undefined][] = [
  ["the trailer", "x\n\nby: ada@laptop", { "git.author": "Bob" }, { name: "ada@laptop", source: "by" }],
  ["the actor and the CI system", "x\n\nby: ada", CI, { name: "ada (GitHub Actions)", source: "by" }],
  ["the CI system alone, with the run", "x", CI, { name: "GitHub Actions #57", source: "ci" }],
  ["the CI system without a run", "x", { "ci.system": "Generic CI" }, { name: "Generic CI", source: "ci" }],
  ["the author of the commit, marked", "x", { "git.author": "Ada" }, { name: "Ada", source: "git author" }],
  ["nobody", "x", { "git.author": "" }, undefined],
];

describe("whoOf", () => {
  for (const [fact, message, environment, expected] of updates)
    it(`names ${fact}`, () => {
      assert.deepEqual(whoOf({ message, environment }), expected);
    });
});

describe("actorOf", () => {
  it("takes the person that the CI system names, the one who re-ran first", () => {
    const env = { GITHUB_ACTOR: "ada", GITHUB_TRIGGERING_ACTOR: "bob" };
    assert.equal(actorOf(env, "runner", "vm"), "bob");
    assert.equal(actorOf({ ...env, GITHUB_TRIGGERING_ACTOR: "" }, "runner", "vm"), "ada");
    assert.equal(actorOf({ GITLAB_USER_LOGIN: "eve" }, "runner", "vm"), "eve");
  });

  it("takes user and host elsewhere", () => {
    assert.equal(actorOf({}, "ada", "laptop"), "ada@laptop");
  });
});
