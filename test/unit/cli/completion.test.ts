import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Command } from "commander";
import { addCompletion } from "../../../cli/completion";
import { withDirectory } from "../../support/temporary-directory";

async function script(shell: string): Promise<string> {
  const results: string[] = [];
  const program = new Command("rollout");
  program.command("up").description("update a stack").option("-y, --yes", "do not ask").option("--json", "as JSON");
  program.command("undo").description("it's back").option("--to-revision <n>", "which");
  addCompletion(program, {
    result: (text) => results.push(text),
    progress: () => undefined,
    interactive: false,
  });
  await program.parseAsync(["completion", shell], { from: "user" });
  return results.join("\n");
}

/** What bash offers for the last of these words, in a folder with the stack files of dev and prod. */
async function offered(...words: string[]): Promise<string[]> {
  const text = await script("bash");
  return withDirectory({ "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" }, (directory) => {
    const line = `COMP_WORDS=(${["rollout", ...words].map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length}`;
    const output = execFileSync("bash", ["-c", `${text}\n${line}; _rollout; printf '%s\\n' "\${COMPREPLY[@]}"`], {
      cwd: directory,
      encoding: "utf8",
    });
    return output.split("\n").filter((word) => word !== "");
  });
}

describe("rollout completion", () => {
  it("offers the verbs first", async () => {
    assert.deepEqual(await offered("u"), ["up", "undo"]);
  });

  it("offers flags and stacks of a verb", async () => {
    assert.deepEqual(await offered("up", ""), ["--yes", "--json", "--help", "dev", "prod"]);
    assert.deepEqual(await offered("undo", "pr"), ["prod"]);
  });

  it("speaks zsh and fish as well", async () => {
    assert.match(await script("zsh"), /^autoload -U \+X bashcompinit && bashcompinit\n_rollout\(\) \{/);
    assert.match(await script("fish"), /^complete -c rollout -n __fish_use_subcommand -f -a up -d 'update a stack'$/m);
    assert.match(await script("fish"), /-a undo -d 'it\\'s back'$/m);
  });
});
