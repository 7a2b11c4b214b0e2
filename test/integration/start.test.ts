import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { resetSandbox } from "../../sandbox/sandbox";
import { temporaryCheckout } from "../support/checkout";
import { requires } from "./support/requirements";

const ROLLOUT = join(__dirname, "../../cli/rollout.js");

describe("rollout start", () => {
  let project: string | undefined;
  const start = async () => (await promisify(execFile)("node", [ROLLOUT, "-C", project!, "start"])).stdout;

  before(function () {
    requires(this, "go");
    project = temporaryCheckout();
  });

  after(async () => {
    if (project === undefined) return;
    await resetSandbox(project);
    rmSync(project, { recursive: true });
  });

  it("shows what dev declares, runs it, and says what to type next", async () => {
    const [declared = "", rest = ""] = (await start()).split("create Stack outsrc-dev");
    assert.match(declared, /│ Deployment front +│ outsrc-demo-front:1\.1\.0 +│/);
    assert.match(rest, /^create Deployment front$/m);
    assert.match(rest, /│ urls +│ https:\/\/dev\.outsrc\.dev +│/);
    assert.match(rest, /\n\nWhat to type next:\n {2}npx rollout -C \.sandbox status dev /);
  });

  it("says the second time that nothing changed", async () => {
    assert.match(await start(), /^nothing changed: the cluster runs what the stack says$/m);
  });
});
