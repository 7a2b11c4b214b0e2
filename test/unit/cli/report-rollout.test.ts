import assert from "node:assert/strict";
import { join } from "node:path";
import type { Io } from "../../../cli/io";
import { reportRollout } from "../../../cli/report-rollout";
import type { RolloutResult } from "../../../rollout/roll-out";
import type { Session } from "../../../rollout/session";

const failureOf = (message: string) => ({ causes: [], problems: [{ urn: undefined, message }], evidence: undefined });

describe("reportRollout", () => {
  it("says that a way back failed, and where to look then", () => {
    const io = {} as Io;
    const session = { stack: "dev", redact: (text: string) => text } as unknown as Session;
    const result = {
      stack: "dev",
      outcome: "failed",
      surprises: [],
      failure: failureOf("the quota is used up"),
      evidenceDirectory: join(process.cwd(), ".rollout/dev/then"),
      wayBack: { target: 2, revision: undefined, failure: failureOf("the cluster is away") },
      exitCode: 1,
    } as unknown as RolloutResult;
    assert.throws(
      () => {
        reportRollout(io, session, result, { json: false });
      },
      {
        name: "RolloutError",
        exitCode: 1,
        message:
          "dev: the rollout failed: the quota is used up\nevidence: .rollout/dev/then\n" +
          "dev could not be taken back to revision 2: the cluster is away\nnext: rollout status dev",
      },
    );
  });
});
