import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AppsV1Api, KubeConfig } from "@kubernetes/client-node";
import { undo } from "../../rollout/undo";
import { newEnvironment, type Environment } from "./support/environment";
import { liveEnvironment, liveImage, type LiveEnvironment } from "./support/live-environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const FRONT = "gcr.io/outsrc/outsrc-demo-front";

interface Told {
  readonly outcome: string;
  readonly revision: number;
  readonly cause: string;
  readonly target?: number;
  readonly surprises: readonly string[];
  readonly plan: { readonly steps: readonly ToldStep[] };
  readonly steps: readonly ToldStep[];
}

interface ToldStep {
  readonly operation: string;
  readonly urn: string;
  readonly fields: readonly string[];
}

const byUrn = (steps: readonly ToldStep[]) =>
  steps.map(({ operation, urn, fields }) => `${operation} ${urn} ${[...fields].sort().join(" ")}`).sort();

describe("rollout undo", () => {
  let world: World;
  let environment: Environment;
  let apps: AppsV1Api;
  const lives: LiveEnvironment[] = [];
  const texts: string[] = [];

  const live = () => liveEnvironment(world, environment);
  const remember = async () => {
    lives.push(await live());
    texts.push(environment.text());
  };
  const causes = async () => (await environment.history()).map(({ number, cause }) => [number, cause]);
  /** Ends every ReplicaSet but the present ones, as revisionHistoryLimit does in time. */
  const forgetReplicaSets = async () => {
    const { items } = await apps.listNamespacedReplicaSet({ namespace: environment.namespace });
    const old = items.filter(({ spec }) => spec?.replicas === 0);
    for (const { metadata } of old)
      await apps.deleteNamespacedReplicaSet({ namespace: environment.namespace, name: metadata?.name ?? "" });
    return old.length;
  };
  const told = ([text = ""]: readonly string[]) => JSON.parse(text) as Told;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "undo");
    const config = new KubeConfig();
    config.loadFromFile(world.kubeconfig);
    apps = config.makeApiClient(AppsV1Api);

    const first = await environment.rollout("up", "--yes", "-m", "first release");
    assert.equal(first.error, "");
    await remember();
    environment.edit("LOG_LEVEL: debug", "LOG_LEVEL: trace");
    const second = await environment.rollout("set-image", `front=${FRONT}:1.2.0`, "--yes", "-m", "faster search");
    assert.equal(second.error, "");
    await remember();
    environment.edit("search: true", "search: false");
    environment.edit("- 203.0.113.0/24 # office", "- 192.0.2.0/24\n      - 203.0.113.0/24 # office");
    environment.edit("target: proxy.outsrc.dev", "target: proxy-prod.outsrc.dev");
    const third = await environment.rollout("up", "--yes", "-m", "new office");
    assert.equal(third.error, "");
    await remember();
    assert.deepEqual(await causes(), [
      [1, "first release"],
      [2, "faster search"],
      [3, "new office"],
    ]);
  });

  it("rejects a revision that there is not, and one that the cluster runs already", async () => {
    const unknown = await environment.rollout("undo", "--to-revision", "9", "--yes");
    assert.deepEqual([unknown.code, unknown.error], [2, "there is no revision 9; write a number from 1 to 3"]);
    const current = await environment.rollout("undo", "--to-revision", "3", "--yes");
    assert.equal(current.code, 2);
    assert.match(current.error, /^dev runs revision 3 already \(new office\); name another one with --to-revision$/);
  });

  it("rejects edits that were never deployed, and changes nothing", async () => {
    environment.edit("192.0.2.0/24", "192.0.2.128/25");
    const { code, error } = await environment.rollout("undo", "--to-revision", "1", "--yes");
    assert.equal(code, 1);
    assert.match(error, /^Pulumi\.dev\.yaml holds edits that were never deployed: ipRestriction\.allow;/);
    assert.deepEqual(await live(), lives[2]);
    environment.edit("192.0.2.128/25", "192.0.2.0/24");
  });

  it("shows what it would do with --dry-run, and changes nothing", async () => {
    const { results } = await environment.rollout("undo", "--to-revision", "1", "--dry-run", "--json");
    assert.equal(told(results).outcome, "planned");
    assert.deepEqual([environment.text(), await live()], [texts[2], lives[2]]);
  });

  it("restores a revision whole, as a new one, though its ReplicaSets are long gone", async () => {
    assert.equal((await forgetReplicaSets()) > 0, true);
    const { code, error, results } = await environment.rollout("undo", "--to-revision", "1", "--yes", "--json");
    assert.deepEqual([code, error], [0, ""]);
    const result = told(results);
    assert.deepEqual([result.outcome, result.target, result.revision], ["done", 1, 4]);
    assert.deepEqual(byUrn(result.steps), byUrn(result.plan.steps));
    assert.deepEqual(result.surprises, []);
    assert.deepEqual(await live(), lives[0]);
    assert.deepEqual((await causes()).at(-1), [4, "undo to revision 1: first release"]);
  });

  it("writes the stack file as it was, comments included, so that nothing is left to do", async () => {
    assert.equal(environment.text(), texts[0]);
    const { results } = await environment.rollout("preview", "--json");
    const { steps, wouldBe } = JSON.parse(results[0] ?? "") as { steps: unknown[]; wouldBe?: number };
    assert.deepEqual([steps, wouldBe], [[], undefined]);
  });

  it("names what is not as shown when the cluster changes between the look ahead and the update", async () => {
    const result = await environment.withSession((session) =>
      undo(
        {
          ...session,
          ui: {
            ...session.ui,
            confirm: async () => {
              await world.cluster.delete("v1", "Service", "back", environment.namespace);
              return true;
            },
          },
        },
        { discardEdits: false, withCode: false },
      ),
    );
    assert.deepEqual(result.surprises, ["was done but not shown: create Service back"]);
    assert.deepEqual([result.target, result.outcome, result.exitCode, result.revision], [2, "done", 1, 5]);
    assert.deepEqual(await live(), lives[1]);
  });

  it("rejects to go back without a number to what an undo moved away from", async () => {
    const { code, error } = await environment.rollout("undo", "--yes");
    assert.equal(code, 2);
    assert.equal(
      error,
      "no revision before 5 has another config that was not undone; name one with --to-revision; rollout history lists them",
    );
  });

  it("takes back only the image and the release note of a service that is named", async () => {
    const before = await live();
    const { error, results } = await environment.rollout("undo", "front", "--to-revision", "1", "--yes");
    assert.equal(error, "");
    assert.match(results.join("\n"), /^dev runs revision 6: undo to revision 1 \(only front\): first release$/m);
    assert.equal(await liveImage(world, environment.namespace, "front"), `${FRONT}:1.1.0`);
    const { objects, files, dns } = await live();
    assert.deepEqual(
      [objects["Deployment back"], files, dns],
      [before.objects["Deployment back"], before.files, before.dns],
    );
    assert.equal(readFileSync(environment.file, "utf8").includes("LOG_LEVEL: trace"), true);
  });
});
