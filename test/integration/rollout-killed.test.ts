import assert from "node:assert/strict";
import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { killFamily } from "../support/kill";
import { STACK, type Environment } from "./support/environment";
import { newGatedEnvironment, type Gate, type Held } from "./support/gate";
import { FIRST_KILLS, GROWING_KILLS, SHRINKING_KILLS, type Kill } from "./support/kills";
import { liveEnvironment, liveSecret } from "./support/live-environment";
import { reached } from "./support/moments";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

describe("a rollout that was killed", () => {
  let world: World;
  const gates: Gate[] = [];
  let environment: Environment;
  let gate: Gate;
  /** Two stack files, and what an undisturbed rollout of each makes live. */
  const texts: string[] = [];
  const lives: unknown[] = [];
  let revision = 0;

  async function begin(name: string): Promise<[Environment, Gate]> {
    const begun = await newGatedEnvironment(world, name);
    gates.push(begun[1]);
    await begun[0].project.open(STACK);
    await begun[0].setSecret("front.API_TOKEN", "small");
    return begun;
  }

  async function grow(): Promise<void> {
    const { project, host } = environment;
    project.set(STACK, ["hosts"], [host, `www.${host}`]);
    environment.edit("outsrc-demo-front:1.1.0", "outsrc-demo-front:1.2.0");
    environment.edit("outsrc-demo-back:1.1.0", "outsrc-demo-back:1.2.0");
    environment.edit("LOG_LEVEL: debug", "LOG_LEVEL: trace");
    environment.edit("search: true", "search: false");
    environment.edit("203.0.113.0/24", "192.0.2.0/24");
    environment.edit("target: proxy.outsrc.dev", "target: proxy-prod.outsrc.dev");
    await environment.setSecret("front.API_TOKEN", "large");
  }

  /** All that a stack decides, under names that are the same in every environment. */
  async function live(of: Environment): Promise<unknown> {
    const found = {
      ...(await liveEnvironment(world, of)),
      records: (await of.cnames()).map(({ name }) => name),
      token: await liveSecret(world, of.namespace, "front", "API_TOKEN"),
    };
    const text = JSON.stringify(found)
      .replaceAll(/front-secrets-[0-9a-f]{8}/g, "front-secrets")
      .replaceAll(of.namespace, "NAMESPACE")
      .replaceAll(of.host, "HOST");
    return JSON.parse(text);
  }

  /** ConfigMaps and Secrets that neither running pods nor those of an earlier revision have any use for. */
  async function leftovers({ namespace }: Environment): Promise<string[]> {
    const replicaSets = JSON.stringify(await world.cluster.list("apps/v1", "ReplicaSet", namespace));
    const config = await Promise.all(["ConfigMap", "Secret"].map((kind) => world.cluster.list("v1", kind, namespace)));
    return config
      .flat()
      .filter(({ metadata }) => metadata?.labels?.["app.kubernetes.io/managed-by"] === "pulumi")
      .map(({ metadata }) => metadata?.name ?? "")
      .filter((name) => !replicaSets.includes(`"${name}"`));
  }

  /** Kills a rollout; where its engine goes on with the lock, also what that is held at. */
  async function disturb(of: Environment, through: Gate, { title, who, ...moment }: Kill): Promise<Held | undefined> {
    const isReached = reached(moment, of, through);
    const rollout = of.spawn("up", "--yes", "-m", title);
    const hasEnded = rollout.ended.then(() => undefined);
    const request = await Promise.race([isReached, hasEnded]);
    assert.ok(request, `it ended before it was killed:\n${rollout.output()}`);
    if (who === "everybody") killFamily(rollout.child.pid ?? 0);
    else rollout.child.kill("SIGKILL");
    assert.equal(await rollout.ended, "SIGKILL");
    if (who === "rollout alone" && moment.phase === "update") return request;
    if (who === "everybody") request.drop();
    else request.release();
    return undefined;
  }

  /** Rolls out what the stack file says; the revision that it became. */
  async function converge(of: Environment, abandoned?: Held): Promise<number | undefined> {
    const rollout = of.spawn("up", "--yes");
    if (abandoned) {
      await rollout.printed(/; (the rollout that began that update|that process) has ended, so /);
      abandoned.release();
    }
    assert.equal(await rollout.ended, 0, rollout.output());
    const newest = (await of.history()).findLast(({ number }) => number !== undefined);
    assert.ok(Object.values(newest?.images ?? {}).every((image) => of.text().includes(`: ${image}\n`)));
    return newest?.number;
  }

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    [environment, gate] = await begin("killed");
    for (const change of [() => Promise.resolve(), grow]) {
      await change();
      revision += 1;
      assert.equal(await converge(environment), revision);
      texts.push(environment.text());
      lives.push(await live(environment));
    }
  });

  after(async () => {
    for (const one of gates) await one.close();
  });

  for (const [index, kill] of SHRINKING_KILLS.flatMap((one, i) => [one, GROWING_KILLS[i]!]).entries())
    it(`${kill.title}, ${kill.who}, is made good by the next one`, async () => {
      environment.write(texts[index % 2]!);
      const abandoned = await disturb(environment, gate, kill);
      revision += 1;
      assert.equal(await converge(environment, abandoned), revision);
      assert.deepEqual(await live(environment), lives[index % 2]);
    });

  for (const [index, kill] of FIRST_KILLS.entries())
    it(`${kill.title}, ${kill.who}, is made good by the next one`, async () => {
      const [first, way] = await begin(`killed-${String(index)}`);
      assert.equal(await converge(first, await disturb(first, way, kill)), 1);
      assert.deepEqual(await live(first), lives[0]);
    });

  it("while the engine wrote its state is made good by the next one", async () => {
    const state = join(environment.project.directory, "state/.pulumi");
    const newest = readdirSync(join(state, `history/outsrc/${STACK}`)).findLast((name) =>
      name.endsWith(".history.json"),
    );
    for (const file of [`stacks/outsrc/${STACK}.json`, `history/outsrc/${STACK}/${newest ?? ""}`])
      truncateSync(join(state, `${file}.attrs`));
    const { code, results } = await environment.rollout("up", "--yes");
    assert.deepEqual([code, results[0]?.split(":")[0]], [0, "nothing to do"]);
  });

  it("leaves nothing behind that no pod uses, once there is nothing to do any more", async () => {
    const { results } = await environment.rollout("up", "--yes");
    assert.match(results.join("\n"), /^nothing to do: /);
    assert.deepEqual(await leftovers(environment), []);
  });
});
