import assert from "node:assert/strict";
import { driftCommand } from "../../../cli/drift";
import { promoteCommand } from "../../../cli/promote";
import { runVerb } from "../../support/run-verb";
import { PROJECT } from "../../support/stacks";

const refusal = (message: string) => ({ name: "RolloutError", exitCode: 2, message });

describe("rollout drift", () => {
  it("rejects two forms at once", async () => {
    await assert.rejects(
      runVerb(driftCommand, PROJECT, "dev", "--json", "--markdown"),
      refusal("name either --json or --markdown"),
    );
  });

  it("rejects a stack that there is not", async () => {
    await assert.rejects(runVerb(driftCommand, PROJECT, "porod"), { name: "ConfigError" });
  });
});

describe("rollout promote", () => {
  it("rejects a promotion of a stack to itself", async () => {
    await assert.rejects(
      runVerb(promoteCommand, PROJECT, "dev", "dev"),
      refusal("dev: cannot be promoted to itself; name another stack"),
    );
  });

  it("rejects --force without a reason", async () => {
    await assert.rejects(
      runVerb(promoteCommand, PROJECT, "dev", "staging", "--force"),
      refusal('--force: needs a reason; add --reason "why it is right"'),
    );
  });
});
