import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withGitHub, type GitHub } from "../support/github";
import { runStep } from "../support/run-step";
import { named, withSmallProgram } from "../support/small-program";

const SUMMARY = "summary.md";

/** Runs a step of the job that has no credentials. */
function runOffline({ env, token }: GitHub, directory: string, verb: string) {
  const runner = { ...env, GITHUB_STEP_SUMMARY: join(directory, SUMMARY) };
  const values = { GITHUB_TOKEN: token, PULL_REQUEST: "12" };
  return runStep({ workflow: "preview.yml", job: "offline", verb, directory, values, runner });
}

describe("the preview of a pull request without credentials", function () {
  this.timeout(60_000);

  it("is one comment, which tells of a stack that cannot be previewed and is written anew at the next push", () =>
    withSmallProgram(({ directory, git, commit }) =>
      withGitHub(async (github) => {
        appendFileSync(join(directory, ".gitignore"), `${SUMMARY}\ncomment.md\n`);
        writeFileSync(join(directory, "Pulumi.dev.yaml"), named("bad"));
        writeFileSync(join(directory, "Pulumi.prod.yaml"), named("b"));
        commit("refused");
        const refused = await runOffline(github, directory, "comment");
        assert.equal(refused.stderr, "cannot be previewed: dev; the comment says why\n");
        assert.equal(refused.code, 2);
        assert.equal((await runOffline(github, directory, "publish")).code, 0);
        const [first] = github.comments.map(({ issue, body }) => [issue, body] as const);
        assert.equal(first?.[0], 12);
        assert.match(first[1], /## `dev`: cannot be previewed\n\n- `name: is bad`\n\n## `prod`: 1 to replace/);
        assert.equal(readFileSync(join(directory, SUMMARY), "utf8"), first[1]);

        writeFileSync(join(directory, "Pulumi.dev.yaml"), named("c"));
        git("commit", "--quiet", "--all", "--amend", "--message", "put right");
        assert.equal((await runOffline(github, directory, "comment")).code, 0);
        assert.equal((await runOffline(github, directory, "publish")).code, 0);
        assert.equal(github.comments.length, 1);
        assert.match(github.comments[0]?.body ?? "", /^## `dev`: 1 to replace[^]*^## `prod`: 1 to replace/m);
      }),
    ));
});
