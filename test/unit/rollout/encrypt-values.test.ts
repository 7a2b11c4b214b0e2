import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encryptValues } from "../../../rollout/encrypt-values";
import { withDirectory } from "../../support/temporary-directory";

const FILES = { "Pulumi.yaml": "name: outsrc\n", "Pulumi.dev.yaml": "config: {}\n" };
const TOKEN = "outsrc:secrets.front.API_TOKEN";

/** Encrypts a value with a shell script in the place of the CLI. */
function encrypt(script: string, value: string) {
  return withDirectory({ ...FILES, cli: `#!/bin/sh\n${script}\n` }, async (directory) => {
    const cli = join(directory, "cli");
    chmodSync(cli, 0o755);
    const told = join(directory, "told");
    const encrypted = encryptValues({ directory, stack: "dev", cli, env: { TOLD: told } }, { [TOKEN]: value });
    const answer = await encrypted.catch((error: unknown) => String(error));
    return { answer, told: readFileSync(told, "utf8"), left: readFileSync(join(directory, "Pulumi.dev.yaml"), "utf8") };
  });
}

describe("encryptValues", () => {
  it("hands a secret to the CLI where no list of processes shows it, and leaves the stack file alone", async () => {
    const script = [
      'echo "$@" > "$TOLD"',
      'cat >> "$TOLD"',
      "printf 'config:\\n  outsrc:secrets:\\n    front:\\n      API_TOKEN:\\n        secure: v1:abc\\n' > Pulumi.dev.yaml",
    ].join("\n");
    assert.deepEqual(await encrypt(script, "canary\n"), {
      answer: { [TOKEN]: "v1:abc" },
      told: `config set --stack dev --path --secret --non-interactive ${TOKEN}\ncanary\n\n`,
      left: "config: {}\n",
    });
  });

  it("says why the engine did not encrypt it", async () => {
    const script = 'touch "$TOLD"\necho "error: incorrect passphrase" >&2\nexit 255';
    assert.equal(
      (await encrypt(script, "canary".repeat(100_000))).answer,
      `RolloutError: ${TOKEN}: the engine did not encrypt it: incorrect passphrase`,
    );
  });
});
