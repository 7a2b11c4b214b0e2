import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Io } from "../../../cli/io";
import { commentCommand } from "../../../cli/comment";
import { runVerb } from "../../support/run-verb";
import { named, withSmallProgram } from "../../support/small-program";

describe("rollout comment --offline", () => {
  it("compares with the commit where the branch left the base", () =>
    withSmallProgram(async ({ directory, git, commit }) => {
      const fork = git("rev-parse", "--short", "HEAD");
      git("switch", "--quiet", "--create", "topic");
      writeFileSync(join(directory, "Pulumi.prod.yaml"), named("b"));
      commit("mine");
      git("switch", "--quiet", "main");
      writeFileSync(join(directory, "Pulumi.prod.yaml"), named("c"));
      commit("theirs");
      git("switch", "--quiet", "topic");
      const [text = ""] = (await runVerb(commentCommand, directory, "--offline", "--base", "main")).results;
      assert.match(text, /^Not affected: `dev`\.\n\n## `prod`: 1 to replace, 0 unchanged$/m);
      assert.match(text, new RegExp(`^_Offline, against \`${fork}\``, "m"));
      assert.match(text, /metadata\.name: a → b$/m);
    }));

  it("rejects a stack that cannot be declared, after a comment that says why and tells of the others", () =>
    withSmallProgram(async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.dev.yaml"), named("bad"));
      writeFileSync(join(directory, "Pulumi.prod.yaml"), named("b"));
      const results: string[] = [];
      const verb = (io: Io) => commentCommand({ ...io, result: (text) => results.push(text) });
      await assert.rejects(runVerb(verb, directory, "--offline"), {
        name: "RolloutError",
        exitCode: 2,
        message: "cannot be previewed: dev; the comment says why",
      });
      assert.match(results.join(), /## `dev`: cannot be previewed\n\n- `name: is bad`\n\n## `prod`: 1 to replace/);
    }));
});
