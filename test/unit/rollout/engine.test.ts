import assert from "node:assert/strict";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { openStack, type Engine } from "../../../rollout/engine";
import { withDirectory } from "../../support/temporary-directory";

const FILES = { "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n" };

/** What the CLI was asked for by an operation, as `stack history`: the words before the first flag, and `flag` if it is there. */
async function commandsOf(flag: string, operate: (engine: Engine) => Promise<unknown>): Promise<string[]> {
  return withDirectory(FILES, async (directory) => {
    const commands: string[] = [];
    const command = {
      command: "pulumi",
      version: { toString: () => "3.259.0" },
      run: (args: readonly string[]) => {
        const words = args.slice(
          0,
          args.findIndex((arg) => arg.startsWith("-")),
        );
        commands.push([...words, ...args.filter((arg) => arg === flag)].join(" "));
        return Promise.resolve({ stdout: words.includes("history") ? "[]" : "{}", stderr: "" });
      },
    } as unknown as PulumiCommand;
    const engine = await openStack({ directory, stack: "dev", program: () => ({}), command });
    // What an open stack is looked for by.
    assert.deepEqual(commands.splice(0), ["stack"]);
    await operate(engine);
    return commands;
  });
}

describe("the engine", () => {
  it("leaves the stack that is selected for plain pulumi alone", async () => {
    assert.deepEqual(await commandsOf("select", () => Promise.resolve()), []);
  });

  it("runs the CLI once to update a stack, and decrypts no secret", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.up("why")), ["up"]);
  });

  it("decrypts the history where it is told to, and only there", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.history()), ["stack history"]);
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.history({ withSecrets: true })), [
      "stack history --show-secrets",
    ]);
  });

  it("runs the CLI once to refresh a stack, and decrypts no secret", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.refresh()), ["refresh"]);
  });
});
