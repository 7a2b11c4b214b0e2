import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changedFiles } from "../../../offline/changed-files";
import { withRepository } from "../../support/git-repository";

const FILES = { "README.md": "", "app/Pulumi.yaml": "old", "app/Pulumi.dev.yaml": "old", "app/a b.ts": "" };

const changed = async (directory: string, base: string) => [...(await changedFiles(directory, base)).files].sort();

describe("changedFiles", () => {
  it("finds what is committed, edited, new and deleted below the project folder, by paths relative to it", () =>
    withRepository(FILES, async ({ directory, git, commit }) => {
      const app = join(directory, "app");
      git("switch", "--quiet", "--create", "topic");
      writeFileSync(join(app, "Pulumi.yaml"), "new");
      writeFileSync(join(directory, "README.md"), "new");
      commit("second");
      writeFileSync(join(app, "a b.ts"), "edited");
      writeFileSync(join(app, "Pulumi.ünter.yaml"), "untracked");
      rmSync(join(app, "Pulumi.dev.yaml"));
      assert.deepEqual(await changed(app, "main"), ["Pulumi.dev.yaml", "Pulumi.yaml", "Pulumi.ünter.yaml", "a b.ts"]);
    }));

  it("names a renamed file by both names", () =>
    withRepository(FILES, async ({ directory, commit }) => {
      const app = join(directory, "app");
      renameSync(join(app, "Pulumi.dev.yaml"), join(app, "Pulumi.prod.yaml"));
      commit("renamed");
      assert.deepEqual(await changed(app, "HEAD^1"), ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]);
    }));

  it("leaves out what the other branch has done since", () =>
    withRepository(FILES, async ({ directory, git, commit }) => {
      const app = join(directory, "app");
      const fork = git("rev-parse", "--short", "HEAD");
      git("switch", "--quiet", "--create", "topic");
      writeFileSync(join(app, "Pulumi.dev.yaml"), "mine");
      commit("mine");
      git("switch", "--quiet", "main");
      writeFileSync(join(app, "Pulumi.yaml"), "theirs");
      commit("theirs");
      git("switch", "--quiet", "topic");
      assert.deepEqual(await changedFiles(app, "main"), { mergeBase: fork, files: ["Pulumi.dev.yaml"] });
    }));

  it("takes the first parent of a merge for the base, as a pull request is checked out", () =>
    withRepository(FILES, async ({ directory, git, commit }) => {
      const app = join(directory, "app");
      git("switch", "--quiet", "--create", "topic");
      writeFileSync(join(app, "Pulumi.dev.yaml"), "mine");
      commit("mine");
      git("switch", "--quiet", "main");
      writeFileSync(join(app, "Pulumi.yaml"), "theirs");
      const theirs = commit("theirs");
      git("merge", "--quiet", "--no-edit", "topic");
      const { mergeBase, files } = await changedFiles(app, "HEAD^1");
      assert.ok(theirs.startsWith(mergeBase));
      assert.deepEqual(files, ["Pulumi.dev.yaml"]);
    }));

  it("rejects a ref that names no commit, also one that looks like an option", () =>
    withRepository(FILES, async ({ directory }) => {
      for (const base of ["nowhere", "--all"])
        await assert.rejects(changedFiles(directory, base), { name: "RolloutError", exitCode: 2 });
    }));
});
