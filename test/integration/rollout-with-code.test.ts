import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryIn, type Repository } from "../support/git-repository";
import { addProgram, commitProject } from "./support/checkout";
import { newEnvironment, STACK, type Environment } from "./support/environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const WORKER = `  worker: { port: 8080, probes: { readiness: "/ready" } },\n`;

describe("the program of a revision", () => {
  let world: World;
  let environment: Environment;
  let repository: Repository;
  let firstText: string;
  let firstCommit: string;
  let revert: string;

  const path = (file: string) => join(environment.project.directory, file);
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(path(file), "utf8");
    assert.ok(text.includes(from), `${file} does not hold ${from}`);
    writeFileSync(path(file), text.replace(from, to));
  };
  /** Runs a verb in a process of its own, which loads the program as it is by then. */
  const rollout = async (verb: string, ...args: string[]) => {
    const spawned = environment.spawn(verb, ...args, "--yes");
    return { code: await spawned.ended, output: spawned.output() };
  };
  const deployments = async () =>
    (await world.cluster.list("apps/v1", "Deployment", environment.namespace)).map(({ metadata }) => metadata?.name);

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "with-code");
    const { project } = environment;
    addProgram(project);
    writeFileSync(path("package-lock.json"), "{}\n");
    edit("services.ts", "  back: {\n", `${WORKER}  back: {\n`);
    edit(
      "config/schema.ts",
      "  protect: z\n",
      '  owner: line(63).optional().meta({ description: "Who to ask." }),\n  protect: z\n',
    );
    project.set(STACK, ["images", "worker"], "gcr.io/outsrc/outsrc-demo-worker:1.1.0");
    project.set(STACK, ["owner"], "team-a");
    await project.open(STACK);
    repository = commitProject(project);
    firstCommit = repository.git("rev-parse", "HEAD");
    firstText = environment.text();
    const first = await rollout("up", "-m", "with a worker");
    assert.equal(first.code, 0, first.output);

    edit("services.ts", WORKER, "");
    edit("config/schema.ts", '  owner: line(63).optional().meta({ description: "Who to ask." }),\n', "");
    project.set(STACK, ["images", "worker"], undefined);
    project.set(STACK, ["owner"], undefined);
    revert = repository.commit("no worker").slice(0, 7);
    const second = await rollout("up", "-m", "no worker");
    assert.equal(second.code, 0, second.output);
    assert.deepEqual(await deployments(), ["back", "front"]);
  });

  it("rejects a revision whose lock file is another one", async () => {
    writeFileSync(path("package-lock.json"), '{"name":"outsrc"}\n');
    const { code, output } = await rollout("undo", "--with-code");
    repository.git("checkout", "--quiet", "package-lock.json");
    assert.equal(code, 2, output);
    assert.match(
      output,
      /^--with-code: package-lock\.json has changed since revision 1; leave it out to restore the config only$/m,
    );
  });

  it("rejects a revision whose commit git does not have", async () => {
    renameSync(path(".git"), path("../git-away"));
    repositoryIn(environment.project.directory);
    const { code, output } = await rollout("undo", "--with-code");
    rmSync(path(".git"), { recursive: true });
    renameSync(path("../git-away"), path(".git"));
    assert.equal(code, 2, output);
    assert.match(
      output,
      new RegExp(`^--with-code: git does not have commit ${firstCommit} of revision 1; fetch it; `, "m"),
    );
  });

  it("says what today's program lacks for the config alone", async () => {
    const { code, output } = await rollout("undo");
    assert.equal(code, 2, output);
    assert.match(output, /^this restores its config only; --with-code runs the program of that revision, too$/m);
    assert.match(output, /images\.worker/);
  });

  it("brings back a service and a key that today's program does not know, and leaves the checkout alone", async () => {
    const program = readFileSync(path("services.ts"), "utf8");
    const { code, output } = await rollout("undo", "--with-code");
    assert.equal(code, 0, output);
    assert.match(output, /^the program has changed since revision 1: config\/schema\.ts, services\.ts$/m);
    assert.match(
      output,
      new RegExp(`^this runs .* the checkout is left alone, bring it in line with: git revert ${revert}$`, "m"),
    );
    assert.match(output, /^dev runs revision 3: undo to revision 1: with a worker$/m);
    assert.match(output, /^commit the stack file: git commit -m 'dev: undo to revision 1: with a worker' -- \S+$/m);
    assert.deepEqual(await deployments(), ["back", "front", "worker"]);
    assert.deepEqual(parse(environment.text()), parse(firstText));
    assert.equal(readFileSync(path("services.ts"), "utf8"), program);
  });

  it("takes a release back that another program has broken", async () => {
    repository.git("checkout", "--quiet", firstCommit, "--", "services.ts", "config/schema.ts");
    environment.edit("LOG_LEVEL: debug", "LOG_LEVEL: trace");
    repository.commit("in line");
    const good = await rollout("up", "-m", "in line");
    assert.equal(good.code, 0, good.output);
    const text = environment.text();
    edit(
      "config/environment.ts",
      "image: lookups.images[name] ?? reference",
      'image: "gcr.io/outsrc/outsrc-demo-front:1.1.0-crash"',
    );
    environment.edit("LOG_LEVEL: trace", "LOG_LEVEL: info");
    const broken = repository.commit("broken").slice(0, 7);
    const { code, output } = await rollout("up", "-m", "broken");
    assert.equal(code, 1, output);
    assert.match(output, /^the program has changed since revision 4: config\/environment\.ts$/m);
    assert.match(output, new RegExp(`bring it in line with: git revert ${broken}$`, "m"));
    assert.match(output, /^dev is back on revision 4, as revision 5; its stack file too$/m);
    assert.equal(environment.text(), text);
  });
});
