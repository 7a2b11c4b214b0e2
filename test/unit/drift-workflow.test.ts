import assert from "node:assert/strict";
import { withGitHub, type GitHub } from "../support/github";
import { runStep } from "../support/run-step";
import { withDirectory } from "../support/temporary-directory";

/** Runs the step that publishes, after a night's `rollout drift` of a stack has printed this. */
function publish({ env, token }: GitHub, stack: string, drift: string) {
  return withDirectory({ "drift.md": drift }, (directory) =>
    runStep({
      workflow: "drift.yml",
      job: "drift",
      verb: "publish",
      directory,
      values: { STACK: stack, GITHUB_TOKEN: token },
      runner: env,
    }),
  );
}

async function night(github: GitHub, stack: string, drift: string) {
  const { code, stderr } = await publish(github, stack, drift);
  assert.equal(code, 0, stderr);
}

const told = ({ issues }: GitHub) => issues.map(({ title, state, body }) => [title, state, body.trim()]);

describe("the nightly look for drift", function () {
  this.timeout(60_000);

  it("keeps one open issue per stack, which tells of the last night", () =>
    withGitHub(async (github) => {
      for (const drift of ["the first night\n", "the second night\n"])
        for (const stack of ["dev", "prod"]) await night(github, stack, `${stack}: ${drift}`);
      assert.deepEqual(told(github), [
        ["Drift: dev", "open", "dev: the second night"],
        ["Drift: prod", "open", "prod: the second night"],
      ]);
    }));

  it("opens another issue once somebody has closed the one before, which stays as it was", () =>
    withGitHub(async (github) => {
      await night(github, "dev", "the first night\n");
      github.issues[0]!.state = "closed";
      await night(github, "dev", "the second night\n");
      assert.deepEqual(told(github), [
        ["Drift: dev", "closed", "the first night"],
        ["Drift: dev", "open", "the second night"],
      ]);
    }));

  it("leaves the issue as it is after a night that could not look", () =>
    withGitHub(async (github) => {
      await night(github, "dev", "the first night\n");
      const { code, stderr } = await publish(github, "dev", "");
      assert.equal(code, 2);
      assert.equal(stderr, "drift.md is empty, so there is nothing to publish\n");
      assert.deepEqual(told(github), [["Drift: dev", "open", "the first night"]]);
    }));
});
