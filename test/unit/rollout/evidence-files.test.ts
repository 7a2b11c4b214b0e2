import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cause } from "../../../rollout/diagnosis/cause";
import { redact } from "../../../rollout/evidence";
import { keepEvidence } from "../../../rollout/evidence-files";
import type { Failure } from "../../../rollout/failure";
import type { Session } from "../../../rollout/session";
import { withDirectory } from "../../support/temporary-directory";

const CANARY = 'canary "7c1"';
const IMAGE = "gcr.io/outsrc/front:1.2.0";
const REFUSED = "config: {}\n";

const cause: Cause = {
  service: "front",
  kind: "crash",
  message: `front: container front crashed 3 times, exit code 1: no user ${CANARY}`,
  pod: "front-1",
  container: "front",
  blamesImage: true,
};
const container = {
  name: "front",
  image: IMAGE,
  state: `terminated: no user ${CANARY}`,
  lastState: undefined,
  restarts: 3,
  log: `token is ${CANARY}`,
  previousLog: `token was ${CANARY}`,
};
const pod = { name: "front-1", node: "n1", phase: "Running", containers: [container], events: [] };
const failure: Failure = {
  causes: [cause],
  problems: [{ urn: undefined, message: `stopped over ${CANARY}` }],
  evidence: { collectedAt: new Date(0), services: [{ cause, events: [], pods: [pod] }] },
};

describe("keepEvidence", () => {
  it("keeps a text, the same as JSON and the refused stack file, without the secrets that were logged", async () => {
    await withDirectory({}, async (directory) => {
      const clean = (text: string) => redact(text, [CANARY]);
      const session = { directory, stack: "dev", redact: clean } as unknown as Session;
      const folder = await keepEvidence(session, failure, REFUSED);
      assert.deepEqual(readdirSync(folder).sort(), ["Pulumi.dev.yaml", "evidence.json", "evidence.txt"]);
      const read = (name: string) => readFileSync(join(folder, name), "utf8");
      assert.equal(
        read("evidence.txt"),
        `front: container front crashed 3 times, exit code 1: no user [secret]
engine: stopped over [secret]

front: container front crashed 3 times, exit code 1: no user [secret]
  pod front-1: Running, on n1
    container front, image gcr.io/outsrc/front:1.2.0, 3 restarts
      terminated: no user [secret]
      last log lines of the previous run:
        | token was [secret]
      last log lines:
        | token is [secret]
`,
      );
      const kept = JSON.stringify(failure, null, 2).replaceAll(JSON.stringify(CANARY).slice(1, -1), "[secret]");
      assert.equal(read("evidence.json"), `${kept}\n`);
      assert.doesNotMatch(kept, /canary/);
      assert.equal(read("Pulumi.dev.yaml"), REFUSED);
    });
  });
});
