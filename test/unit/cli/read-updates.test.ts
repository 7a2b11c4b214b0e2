import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { readUpdates } from "../../../cli/read-updates";
import { writeEnvironment } from "../../../sandbox/environment";
import { withDirectory } from "../../support/temporary-directory";

const UPDATE = { kind: "update", startTime: "2026-11-24T10:00:00Z", result: "succeeded", message: "of the sandbox" };

/** An engine that knows one update. */
const PULUMI = `#!/bin/sh
case "$*" in
  version) echo v3.259.0 ;;
  "stack history"*) echo '${JSON.stringify([UPDATE])}' ;;
esac
`;

describe("the history of a stack of the sandbox", () => {
  const before = { ...process.env };

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });

  it("is read with the sandbox's engine, which need not be on PATH", () =>
    withDirectory({ "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n", "bin/pulumi": PULUMI }, async (directory) => {
      chmodSync(join(directory, "bin/pulumi"), 0o755);
      writeEnvironment({
        directory,
        kubeconfig: "/k",
        engineFolder: join(directory, "bin"),
        cloudflareUrl: "http://127.0.0.1:1/client/v4",
      });
      const updates = await readUpdates(directory, "dev");
      assert.deepEqual(
        updates.map(({ message }) => message),
        ["of the sandbox"],
      );
    }));
});
