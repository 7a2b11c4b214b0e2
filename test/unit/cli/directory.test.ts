import assert from "node:assert/strict";
import { relative } from "node:path";
import { Command } from "commander";
import { directoryOf } from "../../../cli/directory";
import { PROJECT } from "../../support/stacks";
import { withDirectory } from "../../support/temporary-directory";

/** What the verb of a command line takes for the project folder. */
function folder(directory: string): string {
  const found: string[] = [];
  const verb = new Command("verb").action((_options: unknown, command: Command) => {
    found.push(directoryOf(command));
  });
  new Command("rollout")
    .option("-C, --directory <dir>")
    .addCommand(verb)
    .parse(["-C", directory, "verb"], { from: "user" });
  return found[0]!;
}

describe("directoryOf", () => {
  it("makes the folder absolute", () => {
    assert.equal(folder(relative(process.cwd(), PROJECT) || "."), PROJECT);
  });

  it("rejects a folder without a project", async () => {
    await withDirectory({}, (directory) => {
      assert.throws(() => folder(directory), {
        name: "RolloutError",
        exitCode: 2,
        message: `${directory} holds no Pulumi.yaml; name the project folder with -C`,
      });
    });
  });
});
