import assert from "node:assert/strict";
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withWorktree } from "../../../offline/base-worktree";
import { withRepository } from "../../support/git-repository";

const FILES = { ".gitignore": "node_modules\n", "app/Pulumi.yaml": "old", "app/node_modules/a/index.js": "" };

describe("withWorktree", () => {
  it("shows the project folder as it was at the commit, with the node_modules of today", () =>
    withRepository(FILES, async ({ directory }) => {
      const project = join(directory, "app");
      writeFileSync(join(project, "Pulumi.yaml"), "new");
      const seen = await withWorktree(project, "HEAD", (base) =>
        Promise.resolve({
          content: readFileSync(join(base, "Pulumi.yaml"), "utf8"),
          modules: realpathSync(join(base, "node_modules")),
        }),
      );
      assert.deepEqual(seen, { content: "old", modules: join(project, "node_modules") });
      assert.equal(readFileSync(join(project, "Pulumi.yaml"), "utf8"), "new");
    }));

  for (const ref of ["main", "HEAD~1", "v1"])
    it(`takes ${ref} for a commit`, () =>
      withRepository(FILES, async ({ directory, git, commit }) => {
        git("tag", "-a", "v1", "-m", "v1");
        writeFileSync(join(directory, "app/Pulumi.yaml"), "second");
        commit("second");
        const content = await withWorktree(join(directory, "app"), ref, (base) =>
          Promise.resolve(readFileSync(join(base, "Pulumi.yaml"), "utf8")),
        );
        assert.equal(content, ref === "main" ? "second" : "old");
      }));

  it("leaves nothing behind, neither a folder nor a worktree, and not after a failure either", () =>
    withRepository(FILES, async ({ directory, git }) => {
      const used: string[] = [];
      const failing = withWorktree(join(directory, "app"), "HEAD", (base) => {
        used.push(base);
        throw new Error("in the worktree");
      });
      await assert.rejects(failing, { message: "in the worktree" });
      assert.equal(existsSync(join(used[0]!, "../..")), false);
      assert.equal(git("worktree", "list").split("\n").length, 1);
      assert.equal(git("status", "--short"), "");
    }));

  it("does not empty the node_modules that it has linked", () =>
    withRepository(FILES, async ({ directory }) => {
      await withWorktree(join(directory, "app"), "HEAD", () => Promise.resolve());
      assert.equal(existsSync(join(directory, "app/node_modules/a/index.js")), true);
    }));

  it("works on a project that had not been there, which the caller finds out", () =>
    withRepository({ "README.md": "" }, async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.yaml"), "new");
      const found = await withWorktree(directory, "HEAD", (base) =>
        Promise.resolve(existsSync(join(base, "Pulumi.yaml"))),
      );
      assert.equal(found, false);
    }));

  it("rejects a ref that names no commit", () =>
    withRepository(FILES, async ({ directory }) => {
      await assert.rejects(
        withWorktree(directory, "nowhere", () => Promise.resolve()),
        {
          name: "RolloutError",
          exitCode: 2,
          message: `git knows no commit "nowhere" in ${directory}; name a branch, tag or commit with --base`,
        },
      );
    }));
});
