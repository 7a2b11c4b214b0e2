import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const CANARY = "canary-5f3a9c";
const NAMESPACE = "outsrc-secrets";

describe("a secret of a stack", () => {
  let world: World;
  let project: Project;
  let printed = "";

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    project = world.project();
    project.set("dev", ["namespace"], NAMESPACE);
    project.set("dev", ["hosts"], ["secrets.outsrc.dev"]);
    project.set("dev", ["releaseNotes"], { front: "with a token" });
  });

  const engine = () => project.open("dev", undefined, (text) => (printed += text));

  it("reaches the pods as a variable, by a Secret that Pulumi names", async () => {
    await engine();
    const args = ["config", "set", "--secret", "--path", "secrets.front.API_TOKEN", CANARY, "--stack", "dev"];
    const { status } = spawnSync("pulumi", args, { cwd: project.directory, env: { ...process.env, ...world.env } });
    assert.equal(status, 0);
    await (await engine()).up("with a token");
    const [secret, ...others] = await world.cluster.list("v1", "Secret", NAMESPACE);
    assert.deepEqual(
      others.filter(({ metadata }) => metadata?.name?.startsWith("front")),
      [],
    );
    assert.match(secret?.metadata?.name ?? "", /^front-secrets-[0-9a-f]{8}$/);
    assert.equal(Buffer.from(secret?.data?.["API_TOKEN"] ?? "", "base64").toString(), CANARY);
    const { spec } = await world.cluster.get("apps/v1", "Deployment", "front", NAMESPACE);
    assert.ok(JSON.stringify(spec).includes(`{"secretRef":{"name":"${secret?.metadata?.name ?? ""}"}}`));
  });

  it("rolls the pods when it changes, and leaves the old one to the old pods", async () => {
    const args = ["config", "set", "--secret", "--path", "secrets.front.API_TOKEN", `${CANARY}-2`, "--stack", "dev"];
    spawnSync("pulumi", args, { cwd: project.directory, env: { ...process.env, ...world.env } });
    const steps = await (await engine()).up("a new token");
    assert.deepEqual(
      steps.filter(({ type }) => type.endsWith("Deployment")).map(({ operation, name }) => `${operation} ${name}`),
      ["update front"],
    );
    const secrets = await world.cluster.list("v1", "Secret", NAMESPACE);
    assert.equal(secrets.filter(({ metadata }) => metadata?.name?.startsWith("front-secrets-")).length, 2);
  });

  it("is printed nowhere, and stands in no file of the project or its state", () => {
    const files = readdirSync(project.directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const leaks = files.filter((file) => readFileSync(join(file.parentPath, file.name), "utf8").includes(CANARY));
    assert.deepEqual(
      leaks.map(({ name }) => name),
      [],
    );
    assert.ok(printed.includes("front-secrets"));
    assert.ok(!printed.includes(CANARY));
  });
});
