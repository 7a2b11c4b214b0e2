import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

describe("pulumi by hand", () => {
  let world: World;
  let project: Project;

  const pulumi = async (...args: string[]) => {
    const child = spawn("pulumi", [...args, "--stack", "dev", "--non-interactive", "--color", "never"], {
      cwd: project.directory,
      env: { ...process.env, ...world.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [status] = (await once(child, "close")) as [number | null];
    return { status, output };
  };

  before(async function () {
    requires(this, "go", "languageHost");
    world = await theWorld();
    project = world.project();
    project.set("dev", ["namespace"], "outsrc-by-hand");
    project.set("dev", ["hosts"], ["by-hand.outsrc.dev"]);
    const init = await pulumi("stack", "init");
    assert.equal(init.status, 0, init.output);
  });

  it("deploys with the same program, and agrees with the inline run that nothing is left to do", async () => {
    const up = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(up.status, 0, up.output);
    assert.deepEqual(await (await project.open("dev")).preview(), []);
  });

  it("reports every problem of the stack file at once, without a stack trace, and changes nothing", async () => {
    project.set("dev", ["hosts"], ["by-hand"]);
    project.set("dev", ["protectt"], true);
    const { status, output } = await pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(status, 0);
    assert.match(output, /Pulumi\.dev\.yaml has 2 problems, so nothing was declared:/);
    assert.match(
      output,
      /hosts\[0\]: is not a fully qualified host name in lower case, got "by-hand"; write "dev\.outsrc\.dev"/,
    );
    assert.match(output, /protectt: is not a known key, got true; did you mean "protect"\?/);
    assert.doesNotMatch(output, /\bat .*\.ts:\d+/);
    project.set("dev", ["hosts"], ["by-hand.outsrc.dev"]);
    project.set("dev", ["protectt"], undefined);
  });

  it("repairs what somebody changed behind its back (TRAP 15)", async () => {
    const image = async () =>
      JSON.stringify((await world.cluster.get("apps/v1", "Deployment", "front", "outsrc-by-hand")).spec).match(
        /"image":"([^"]*)"/,
      )?.[1];
    await world.cluster.setImage("outsrc-by-hand", "front", "gcr.io/outsrc/outsrc-demo-front:0.9.0");
    assert.equal(await image(), "gcr.io/outsrc/outsrc-demo-front:0.9.0");
    const { status, output } = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(status, 0, output);
    assert.equal(await image(), "gcr.io/outsrc/outsrc-demo-front:1.1.0");
  });
});
