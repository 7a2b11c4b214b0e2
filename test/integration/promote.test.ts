import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { promoteCommand } from "../../cli/promote";
import { setImageCommand } from "../../cli/set-image";
import { upCommand } from "../../cli/up";
import type { shownPlan } from "../../rollout/plan";
import { historyOf } from "../../rollout/revisions";
import { layoutOf } from "../../sandbox/layout";
import { withEngine } from "../support/engine-process";
import { endVerb, runVerb } from "../support/run-verb";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const STACKS = ["dev", "staging", "prod"] as const;
// Of no other suite: which digest a tag has is the same for all of a control plane.
const FRONT = "gcr.io/outsrc/outsrc-demo-front:1.7.0";
const BUILT = `sha256:${"a".repeat(64)}`;
const REBUILT = `sha256:${"b".repeat(64)}`;
const PINNED = `${FRONT}@${BUILT}`;

describe("promotion", () => {
  let world: World;
  let project: Project;

  const file = (stack: string) => readFileSync(join(project.directory, `Pulumi.${stack}.yaml`), "utf8");
  const tag = (digest: string) => {
    writeFileSync(layoutOf(dirname(world.kubeconfig)).digests, JSON.stringify({ [FRONT]: digest }));
  };
  const promote = (...args: string[]) => endVerb(promoteCommand, project.directory, ...args);
  const causes = async (stack: string) =>
    historyOf(await (await project.open(stack)).history(), "outsrc").map(({ number, cause }) => [number, cause]);
  const digests = async (stack: string) => {
    const pods = await world.cluster.list("v1", "Pod", `outsrc-promote-${stack}`);
    const ids = pods
      .filter(({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] === "front" && !metadata.deletionTimestamp)
      .map(({ status }) => (status as { containerStatuses: { imageID: string }[] }).containerStatuses[0]?.imageID);
    return [...new Set(ids)];
  };

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    Object.assign(process.env, world.env);
    project = world.project();
    for (const stack of STACKS) {
      project.set(stack, ["namespace"], `outsrc-promote-${stack}`);
      project.set(stack, ["hosts"], [`promote-${stack}.outsrc.dev`]);
      for (const service of ["front", "back"]) {
        project.set(stack, ["services", service, "autoscaling"], undefined);
        project.set(stack, ["services", service, "replicas"], undefined);
      }
      await runVerb(upCommand, project.directory, stack, "--yes", "-m", `begin ${stack}`);
    }
    tag(BUILT);
    await runVerb(setImageCommand, project.directory, "dev", `front=${FRONT}`, "--yes", "-m", "faster search");
    tag(REBUILT);
  });

  it("shows what moves and what does not, and changes nothing in a dry run", async () => {
    const before = file("staging");
    const { code, progress, results } = await promote("dev", "staging", "front", "--dry-run", "--json");
    assert.equal(code, 0);
    const { outcome, plan } = JSON.parse(results[0] ?? "") as { outcome: string; plan: ReturnType<typeof shownPlan> };
    assert.deepEqual(
      [outcome, plan.config.images],
      [
        "planned",
        [{ service: "front", before: "gcr.io/outsrc/outsrc-demo-front:1.1.0", after: PINNED, sameImage: false }],
      ],
    );
    assert.ok(progress.includes(`  front moves: gcr.io/outsrc/outsrc-demo-front:1.1.0 → ${PINNED}`));
    assert.match(progress.join("\n"), /staging keeps its own namespace, hosts, services\.front\.env\.LOG_LEVEL/);
    assert.equal(file("staging"), before);
    assert.deepEqual(await causes("staging"), [[1, "begin staging"]]);
  });

  it("rejects an image that is younger than the target wants", async () => {
    project.set("staging", ["soak"], "1h");
    const { code, error } = await promote("dev", "staging", "front", "--yes");
    project.set("staging", ["soak"], undefined);
    assert.equal(code, 1);
    assert.match(error, /front has run in dev for \d+ (?:s|min), and soak of staging is 1h; try again at /);
  });

  it("changes nothing while somebody else updates the target", async () => {
    const before = file("staging");
    await withEngine([], async ({ pid = 0 }) => {
      // As `pkg/backend/diy/lock.go` of pulumi/pulumi writes it.
      const locks = join(project.directory, "state/.pulumi/locks/organization/outsrc/staging");
      const lock = { pid, username: "nina", hostname: hostname(), timestamp: "2026-01-02T03:04:05Z" };
      mkdirSync(locks, { recursive: true });
      writeFileSync(join(locks, "nina.json"), JSON.stringify(lock));
      const { code, error } = await promote("dev", "staging", "front", "--yes").finally(() => {
        rmSync(join(locks, "nina.json"));
      });
      assert.equal(code, 1);
      const holder = `nina@${hostname()} (process ${pid}) since 2026-01-02T03:04:05.000Z`;
      assert.ok(error.startsWith(`staging is locked by ${holder}; wait for it with --wait-for-lock=10m`), error);
    });
    assert.equal(file("staging"), before);
    assert.deepEqual(await causes("staging"), [[1, "begin staging"]]);
  });

  it("takes what dev runs to staging, although its tag was moved since", async () => {
    const hosts = /outsrc:hosts:\n.*\n/.exec(file("staging"))?.[0];
    const { code, error } = await promote("dev", "staging", "front", "--yes");
    assert.equal(code, 0, error);
    assert.deepEqual(await digests("staging"), [PINNED.replace(":1.7.0", "")]);
    assert.match(file("staging"), new RegExp(`front: ${PINNED}\n`));
    assert.match(file("staging"), /front: faster search\n/);
    assert.ok(file("staging").includes(hosts ?? "no hosts"));
  });

  it("ends with one digest everywhere, and with three histories that tell how", async () => {
    const { code, error, results } = await promote("staging", "prod", "front", "--yes", "-m", "spring release");
    assert.equal(code, 0, error);
    assert.match(results.join("\n"), /^prod runs revision 2: spring release/);
    for (const stack of STACKS) assert.deepEqual(await digests(stack), [PINNED.replace(":1.7.0", "")]);
    assert.match(file("prod"), /front: spring release\n/);
    assert.deepEqual(await Promise.all(STACKS.map(causes)), [
      [
        [1, "begin dev"],
        [2, "faster search"],
      ],
      [
        [1, "begin staging"],
        [2, "front 1.7.0 (promoted from dev revision 2)"],
      ],
      [
        [1, "begin prod"],
        [2, "spring release (promoted from staging revision 2)"],
      ],
    ]);
  });

  it("has nothing to do the second time", async () => {
    const { code, results } = await promote("staging", "prod", "front", "--yes");
    assert.equal(code, 0);
    assert.match(results.join("\n"), /^nothing to do: prod runs revision 2/);
  });

  it("rejects a source that somebody has changed by hand", async () => {
    await world.cluster.setImage("outsrc-promote-dev", "front", "gcr.io/outsrc/outsrc-demo-front:0.9.0");
    const { code, error } = await promote("dev", "prod", "--yes");
    assert.equal(code, 1);
    assert.match(error, /dev has moved since its revision 2: front runs .*:0\.9\.0, not .*:1\.7\.0; run rollout drift/);
  });
});
