import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { commitLines } from "../../../cli/commit-lines";
import { withRepository } from "../../support/git-repository";
import { withDirectory } from "../../support/temporary-directory";

const FILES = {
  ".gitignore": "Pulumi.local.yaml\n",
  "Pulumi.dev.yaml": "config: {}\n",
  "Pulumi.local.yaml": "config: {}\n",
};

const done = { outcome: "done", cause: "it's faster" } as const;

describe("the command that commits a stack file", () => {
  it("names the stack, the cause and the file, and quotes what a shell would read otherwise", () =>
    withRepository(FILES, async ({ directory }) => {
      const file = relative(process.cwd(), `${directory}/Pulumi.dev.yaml`);
      assert.deepEqual(await commitLines({ directory, stack: "dev" }, done), [
        `commit the stack file: git commit -m 'dev: it'\\''s faster' -- ${file}`,
      ]);
    }));

  it("is not given for a stack file that git ignores", () =>
    withRepository(FILES, async ({ directory }) => {
      assert.deepEqual(await commitLines({ directory, stack: "local" }, done), []);
    }));

  it("is not given for a stack file that was never added", () =>
    withRepository(FILES, async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.new.yaml"), "config: {}\n");
      assert.deepEqual(await commitLines({ directory, stack: "new" }, done), []);
    }));

  it("is not given outside of a repository", () =>
    withDirectory(FILES, async (directory) => {
      assert.deepEqual(await commitLines({ directory, stack: "dev" }, done), []);
    }));

  for (const outcome of ["planned", "failed", "nothing-to-do"] as const)
    it(`is not given where the outcome is ${outcome}`, () =>
      withRepository(FILES, async ({ directory }) => {
        assert.deepEqual(await commitLines({ directory, stack: "dev" }, { ...done, outcome }), []);
      }));
});
