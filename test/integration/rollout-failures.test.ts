import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "../support/run-verb";
import { PROJECT } from "../support/stacks";
import { newEnvironment, STACK, type Environment } from "./support/environment";
import { BAD_IMAGES, FRONT, OBSTACLES, PODS } from "./support/failing-releases";
import { requires } from "./support/requirements";
import { outcomeOf, type Outcome } from "./support/rollout-outcome";
import { theWorld, type World } from "./support/world";

/** Until the cause is named. */
const WITHIN_SECONDS = 30;
const BACK = "gcr.io/outsrc/outsrc-demo-back";

// A whole start of front may take 10 s, so that a pod that never becomes ready is not waited for longer than that.
const SERVICES = `export const app = "outsrc";
const probes = { readiness: "/ready", liveness: "/healthz" };
export const services = {
  front: { port: 8080, path: "/", probes, startupSeconds: 10 },
  back: { port: 8080, path: "/api", callers: ["front"], probes },
};
`;

describe("a rollout that cannot succeed", () => {
  let world: World;
  let images: Environment;
  const outcomes = new Map<string, Promise<Outcome>>();
  let keptFailing: Promise<readonly [Outcome, Ended]>;

  async function begin(name: string): Promise<Environment> {
    const environment = newEnvironment(world, name);
    const { directory } = environment.project;
    for (const part of ["components", "config", "manifests", "index.ts", "package.json", "tsconfig.json"])
      cpSync(join(PROJECT, part), join(directory, part), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
    writeFileSync(join(directory, "services.ts"), SERVICES);
    const settings = join(directory, "Pulumi.yaml");
    writeFileSync(settings, readFileSync(settings, "utf8").replace(/^main: .*$/m, "main: ."));
    environment.project.set(STACK, ["services", "front", "replicas"], PODS);
    environment.project.set(STACK, ["services", "front", "files"], { "app.yaml": "banner: hello\n" });
    await environment.project.open(STACK);
    await environment.setSecret("front.API_TOKEN", "token");
    const { error } = await environment.rollout("up", "--yes", "-m", "first release");
    assert.equal(error, "");
    return environment;
  }

  /** One after the other, since they share an environment; each is told as it ends. */
  function chain(
    start: Promise<unknown>,
    items: readonly (readonly [string, () => Promise<Outcome>])[],
  ): Promise<unknown> {
    return items.reduce((before, [name, run]) => {
      const outcome = before.then(run, run);
      outcomes.set(name, outcome);
      return outcome;
    }, start);
  }

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    // In this process verbs run one at a time.
    images = await begin("failing-images");
    const cluster = await begin("failing-cluster");
    const one = chain(
      Promise.resolve(),
      Object.entries(BAD_IMAGES).map(([name, { word }]) => [
        name,
        () => outcomeOf(world, images, ["set-image", `front=${FRONT}:1.2.0-${word}`, "-m", `try ${name}`]),
      ]),
    );
    const other = chain(Promise.resolve(), [
      ...Object.entries(OBSTACLES).map(
        ([name, { obstruct }]) =>
          [name, () => outcomeOf(world, cluster, ["up", "-m", `try ${name}`], obstruct)] as const,
      ),
      ["too late", () => outcomeOf(world, cluster, ["set-image", `back=${BACK}:1.4.0-slow`, "--timeout", "12s"])],
      [
        "slow and flaky",
        () =>
          outcomeOf(world, cluster, [
            "set-image",
            `front=${FRONT}:1.3.0-flaky`,
            `back=${BACK}:1.3.0-slow`,
            "-m",
            "patience",
          ]),
      ],
    ]);
    await Promise.allSettled([one, other]);
    keptFailing = outcomeOf(world, images, ["set-image", `front=${FRONT}:1.5.0-crash`, "--no-undo"]).then(
      async (outcome) => [outcome, await images.rollout("status", "--json")],
    );
    outcomes.set(
      "undo",
      keptFailing.then(() => outcomeOf(world, images, ["undo"])),
    );
    await Promise.allSettled([keptFailing, outcomes.get("undo")]);
  });

  for (const [name, { kind, message }] of Object.entries({ ...BAD_IMAGES, ...OBSTACLES })) {
    it(`because of "${name}" is stopped with its cause, while the old pods serve on`, async () => {
      const { code, told, output, fewestAvailable, secondsToCause } = await outcomes.get(name)!;
      assert.deepEqual([told.outcome, code, told.causes[0]?.kind], ["failed", 1, kind], output);
      assert.match(told.causes[0]?.message ?? "", message);
      // The engine would have waited for minutes, and said so.
      assert.doesNotMatch(output, /timed out|timeout/i);
      assert.equal(fewestAvailable, PODS);
      assert.equal(secondsToCause < WITHIN_SECONDS, true, `${secondsToCause} s`);
    });

    it(`because of "${name}" is taken back, the stack file too, and leaves its evidence`, async () => {
      const { told, output, before, after } = await outcomes.get(name)!;
      assert.deepEqual(told.wayBack, { target: before.newest, revision: before.newest + 1 }, output);
      assert.equal(told.revision, before.newest + 1);
      const withoutCiphertext = (text: string) => text.replaceAll(/secure: \S+/g, "secure");
      assert.equal(withoutCiphertext(after.text), withoutCiphertext(before.text));
      assert.equal(after.image, `${FRONT}:1.1.0`);
      const evidence = told.evidenceDirectory ?? "";
      assert.deepEqual(readdirSync(evidence).sort(), ["Pulumi.dev.yaml", "evidence.json", "evidence.txt"]);
      assert.match(readFileSync(join(evidence, "evidence.txt"), "utf8").split("\n")[0] ?? "", message);
      assert.notEqual(readFileSync(join(evidence, "Pulumi.dev.yaml"), "utf8"), before.text);
    });
  }

  it("shows the last log lines of a container that crashed, of this run and the one before", async () => {
    const { output } = await outcomes.get("crash")!;
    assert.match(output, /last log lines of the previous run:\n\s+\| .*\n(.*\n)*?\s+\| Error: DATABASE_URL is not set/);
  });

  it("bans the image that was at fault, and none where something else was", async () => {
    const causeAfter = async (name: string) => (await outcomes.get(name)!).after.cause;
    for (const name of Object.keys(BAD_IMAGES)) assert.match((await causeAfter(name)) ?? "", /^undo to revision \d+: /);
    for (const name of Object.keys(OBSTACLES))
      assert.match((await causeAfter(name)) ?? "", /^return to revision \d+: /);
    const { code, error } = await images.rollout("set-image", `front=${FRONT}:1.2.0-oom`, "--yes");
    assert.equal(code, 1);
    assert.match(error, /^dev: .*1\.2\.0-oom.*\ndeploy another image, or overrule this with --force --reason /);
  });

  it("stops after its time limit with exit code 3, and is taken back", async () => {
    const { code, told, before, after } = await outcomes.get("too late")!;
    assert.deepEqual([code, told.outcome, told.wayBack?.revision], [3, "timed-out", before.newest + 1]);
    assert.equal(after.text, before.text);
  });

  it("lets slow and flaky pods succeed", async () => {
    const { code, told, output, before, fewestAvailable } = await outcomes.get("slow and flaky")!;
    assert.deepEqual([code, told.outcome, told.revision], [0, "done", before.newest + 1], output);
    assert.equal(fewestAvailable, PODS);
  });

  it("is left as it is with --no-undo, and status names the same cause", async () => {
    const [{ code, told, after }, status] = await keptFailing;
    assert.deepEqual([code, told.outcome, told.wayBack, after.image], [1, "failed", undefined, `${FRONT}:1.5.0-crash`]);
    assert.equal(status.code, 1);
    const { problems } = JSON.parse(status.results[0] ?? "") as { problems: string[] };
    assert.match(
      problems[0] ?? "",
      /^front: container front crashed \d+ times, exit code 1: Error: DATABASE_URL is not set$/,
    );
  });

  it("is taken back by undo, to the newest revision", async () => {
    const { code, told, after, fewestAvailable } = await outcomes.get("undo")!;
    assert.deepEqual([code, told.outcome, after.image], [0, "done", `${FRONT}:1.1.0`]);
    assert.equal(fewestAvailable, PODS);
  });
});
