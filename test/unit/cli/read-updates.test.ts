import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { readUpdates } from "../../../cli/read-updates";
import { EXIT } from "../../../config/errors";
import { writeEnvironment } from "../../../sandbox/environment";
import { withDirectory } from "../../support/temporary-directory";

const UPDATE = { kind: "update", startTime: "2026-11-24T10:00:00Z", result: "succeeded", message: "of the sandbox" };

/** An engine that knows one update of one stack. */
const PULUMI = `#!/bin/sh
case "$*" in
  version) echo v3.259.0 ;;
  "stack history"*"--stack dev"*) echo '${JSON.stringify([UPDATE])}' ;;
  *) echo "error: no stack named 'prod' found" >&2; exit 255 ;;
esac
`;

describe("the history of a stack of the sandbox", () => {
  const before = { ...process.env };

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });

  const read = (stack: string) =>
    withDirectory({ "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n", "bin/pulumi": PULUMI }, async (directory) => {
      chmodSync(join(directory, "bin/pulumi"), 0o755);
      writeEnvironment({
        directory,
        kubeconfig: "/k",
        engineFolder: join(directory, "bin"),
        cloudflareUrl: "http://127.0.0.1:1/client/v4",
      });
      return readUpdates(directory, stack);
    });

  it("is read with the sandbox's engine, which need not be on PATH", async () => {
    assert.deepEqual(
      (await read("dev")).map(({ message }) => message),
      ["of the sandbox"],
    );
  });

  it("cannot be read without an engine, which is said in one line", async () => {
    process.env["PATH"] = "/nowhere";
    await withDirectory({ "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n" }, async (directory) => {
      await assert.rejects(readUpdates(directory, "dev"), {
        message:
          "cannot open dev: there is no Pulumi CLI on PATH; install it (https://www.pulumi.com/docs/install/), or, for the " +
          "stacks of the sandbox, add -C .sandbox",
        exitCode: EXIT.usage,
      });
    });
  });

  it("is not there if the stack was never deployed", async () => {
    await assert.rejects(read("prod"), {
      message: "prod was never deployed to this backend; run rollout up prod",
      exitCode: EXIT.usage,
    });
  });
});
