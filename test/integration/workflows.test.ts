import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commentCommand } from "../../cli/comment";
import type { Repository } from "../support/git-repository";
import { withGitHub, type GitHub } from "../support/github";
import { runStep } from "../support/run-step";
import { endVerb } from "../support/run-verb";
import { STACKS } from "../support/stacks";
import { addProgram, commitProject } from "./support/checkout";
import { newEnvironment, STACK, type Environment } from "./support/environment";
import { meddlerOf } from "./support/meddle";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const CANARY = "canary-5c19";
const NAMESPACE = "outsrc-review";
const FRONT = "gcr.io/outsrc/outsrc-demo-front";
const CONSOLE = "https://console.cloud.google.com/artifacts/docker/outsrc/us/gcr.io/outsrc-demo-front";

describe("the workflows with an engine", () => {
  let world: World;
  let environment: Environment;
  let repository: Repository;

  const edit = (...args: Parameters<Environment["edit"]>) => {
    environment.edit(...args);
  };
  /** Makes a branch with one commit beside main, hands it over, and goes back. */
  const onBranch = async <T>(change: () => void | Promise<void>, use: () => Promise<T>): Promise<T> => {
    repository.git("switch", "--quiet", "--force-create", "topic", "main");
    try {
      await change();
      repository.commit("a change");
      return await use();
    } finally {
      repository.git("switch", "--quiet", "--force", "main");
    }
  };
  const comment = async () => {
    const { results, code, error } = await endVerb(commentCommand, repository.directory, "--base", "main");
    assert.equal(code, 0, error);
    return results.join("\n");
  };
  const run = (github: GitHub, workflow: string, job: string, verb: string) => {
    const { directory } = repository;
    const { CLOUDFLARE_API_TOKEN = "", PULUMI_CONFIG_PASSPHRASE = "", ...machine } = world.env;
    return runStep({
      ...{ workflow, job, verb, directory },
      runner: { ...machine, ...github.env, GITHUB_STEP_SUMMARY: join(directory, "summary.md") },
      values: {
        ...{ CLOUDFLARE_API_TOKEN, PULUMI_CONFIG_PASSPHRASE },
        ...{ GITHUB_TOKEN: github.token, PULL_REQUEST: "12", STACK },
      },
    });
  };
  const assertNoSecret = (text: string) => {
    for (const form of [CANARY, Buffer.from(CANARY).toString("base64")]) assert.ok(!text.includes(form), text);
  };

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "review");
    const { project, host } = environment;
    addProgram(project);
    project.set(STACK, ["hosts"], [host, `www.${host}`]);
    project.set(STACK, ["services", "front", "resources"], { requests: { cpu: "0.5" }, limits: { memory: "2Gi" } });
    await project.open(STACK);
    await environment.setSecret("front.API_TOKEN", CANARY);
    assert.equal((await environment.rollout("up", "--yes", "-m", "first release")).error, "");
    edit(`    - www.${host}\n`, "");
    assert.equal((await environment.rollout("up", "--yes", "-m", "one host less")).error, "");
    repository = commitProject(project);
  });

  it("tell a reviewer first what must not be missed, then which revision it would be, and fold the rest", async () => {
    const change = () => {
      edit(`${FRONT}:1.1.0`, `${FRONT}:1.2.0`);
      edit("      - 198.51.100.17/32 # VPN\n", "      - 192.0.2.0/28 # new VPN\n");
      edit("    - review.outsrc.dev\n", "    - shop.review.outsrc.dev\n");
      edit("checkout: preview", "checkout: stable");
    };
    const [text, { results }] = await onBranch(change, async () => [
      await comment(),
      await environment.rollout("preview", "--markdown"),
    ]);
    const section = results.join("\n");
    assert.equal(text, `<!-- rollout: preview -->\n\nNot affected: \`staging\`, \`prod\`.\n\n${section}`);
    const [important = "", folded = ""] = section.split("\n\n<details>");
    assert.equal(
      important,
      [
        "## `dev`: 1 to replace, 1 to delete, 4 to update, 1 to create, 10 unchanged",
        "**Replaced or deleted**",
        "- **replace** `ConfigMap outsrc-review/back-config-a992ee91` (the old object stays in the cluster): " +
          '`data["features.yaml"]`, `metadata.name`\n- **delete** `DnsRecord review.outsrc.dev`',
        "**Hosts**",
        "- added `shop.review.outsrc.dev`\n- removed `review.outsrc.dev`",
        "**Allow list**",
        "- added `192.0.2.0/28`\n- removed `198.51.100.17/32`\n- as before: `203.0.113.0/24`",
        "**Images**",
        `- \`front\` (\`${FRONT}\`): [\`1.1.0\`](${CONSOLE}) → [\`1.2.0\`](${CONSOLE})`,
        "**Config**",
        '- `services.back.files[features.yaml]`: `"search: true\\ncheckout: preview\\n"` → ' +
          '`"search: true\\ncheckout: stable\\n"`',
        "Would be revision 3; undo would return to 2. Typical: the last 2 revisions had up to 2 deletes.",
      ].join("\n\n"),
    );
    assert.match(folded, /^<summary>Every resource and field<\/summary>\n\n```text\n[^`]+\n```\n\n<\/details>$/);
    assert.match(folded, /^ {2}~ {2}update KongPlugin outsrc-review\/ip-restriction\n {7}config\.allow\[1\]: 198\.51/m);
  });

  it("name the secrets that change, and show nothing of them", async () => {
    const change = async () => {
      await environment.setSecret("front.API_TOKEN", `${CANARY}-two`);
      await environment.setSecret("back.DB_PASSWORD", `${CANARY}-three`);
    };
    const text = await onBranch(change, comment);
    assertNoSecret(text);
    assert.match(text, /^- `secrets\.front\.API_TOKEN`: `\(secret\)` → `\(changed\)`$/m);
    assert.match(text, /^- `secrets\.back`: `\(none\)` → `\{"DB_PASSWORD":"\(secret\)"\}`$/m);
    assert.match(text, /^Would be revision 3; undo would return to 2\. Typical: nothing is deleted\.$/m);
    assert.match(
      text,
      /^ {2}\+- replace Secret outsrc-review\/front-secrets-\S+ \(.*\)\n.*: \(secret\) → \(changed\)$/m,
    );
  });

  it("take two spellings of one quantity for no change", async () => {
    const change = () => {
      edit("memory: 2Gi", "memory: 2048Mi");
      edit('cpu: "0.5"', "cpu: 500m");
    };
    assert.equal(
      await onBranch(change, comment),
      "<!-- rollout: preview -->\n\nNot affected: `staging`, `prod`.\n\n## `dev`: no changes, 16 unchanged",
    );
  });

  it("compare a stack that was never deployed with what it declares on main", async () => {
    const change = () => {
      environment.project.set("staging", ["services", "front", "replicas"], 4);
    };
    const text = await onBranch(change, comment);
    const main = repository.git("rev-parse", "--short", "main");
    assert.match(text, /^Not affected: `dev`, `prod`\.\n\n## `staging`: 1 to update, 18 unchanged$/m);
    assert.match(text, new RegExp(`^_Never deployed: .* what is declared at \`${main}\`\\._$`, "m"));
    assert.match(text, /^- `services\.front\.replicas`: `2` → `4`$/m);
  });

  it("warn of a removed service, whose deletes no revision had before, in the one comment of the pull request", () =>
    withGitHub(async (github) => {
      const removeBack = () => {
        const services = join(repository.directory, "services.ts");
        writeFileSync(services, readFileSync(services, "utf8").replace(/ {2}back: \{[^]*?\n {2}\},\n/, ""));
        for (const stack of STACKS)
          for (const key of ["images", "services"]) environment.project.set(stack, [key, "back"], undefined);
      };
      const push = async (code: number) => {
        const commented = await run(github, "preview.yml", "engine", "comment");
        assert.equal(commented.code, code, commented.stderr);
        const published = await run(github, "preview.yml", "engine", "publish");
        assert.equal(published.code, 0, published.stderr);
      };
      await onBranch(removeBack, async () => {
        await push(0);
        const [{ issue, body } = { issue: 0, body: "" }] = github.comments;
        assert.equal(issue, 12);
        assertNoSecret(body);
        assert.match(body, /^## `dev`: 5 to delete, 1 to update, 10 unchanged\n\n> \[!WARNING\]$/m);
        assert.match(body, /^> - Unusual: more deletes than any of the last 2 revisions had \(at most 2\)\.$/m);
        assert.match(body, /^- \*\*delete\*\* `Service outsrc-review\/back`$/m);
        assert.match(body, /^Would be revision 3; undo would return to 2\.$/m);
        assert.match(body, /^## `staging`: 6 to delete.*\n\n_Never deployed: /m);
      });
      const refused = () => {
        edit("203.0.113.0/24", "203.0.113.0");
      };
      await onBranch(refused, () => push(2));
      assert.equal(github.comments.length, 1);
      assert.match(
        github.comments[0]?.body ?? "",
        /^## `dev`: cannot be previewed\n\n.*\n- `ipRestriction\.allow\[0\]: /m,
      );
    }));

  it("write every night into one issue what has drifted, and nothing where nothing has", () =>
    withGitHub(async (github) => {
      const file = join(repository.directory, "drift.md");
      const night = async () => {
        rmSync(file, { force: true });
        const { code, stderr } = await run(github, "drift.yml", "drift", "drift");
        assert.ok(existsSync(file), stderr);
        if (code === 0) return stderr;
        const published = await run(github, "drift.yml", "drift", "publish");
        assert.equal(published.code, 0, published.stderr);
        return stderr;
      };
      assert.equal(await night(), "");
      assert.deepEqual(github.issues, []);

      await world.cluster.setImage(NAMESPACE, "front", `${FRONT}:0.9.0`);
      assert.equal(await night(), "dev has 1 difference from what it declares\n");
      const path = "/spec/template/spec/containers/0/env/0/value";
      const logLevel = { op: "replace", path, value: CANARY } as const;
      await meddlerOf(world.kubeconfig, NAMESPACE).deployment("back", "kubectl-edit", logLevel);
      assert.equal(await night(), "dev has 2 differences from what it declares\n");

      const [{ title, state, body } = { title: "", state: "", body: "" }, ...others] = github.issues;
      assert.deepEqual([title, state, others], ["Drift: dev", "open", []]);
      assertNoSecret(body);
      assert.match(body, /declared `\S+-front:1\.1\.0`, live `\S+-front:0\.9\.0`; by `kubectl-set at \S+Z`$/m);
      assert.match(body, /env\[LOG_LEVEL\]\.value`: declared `debug`, live `\[secret\]`; by `kubectl-edit at \S+Z`$/m);
    }));

  it("show no secret to a reviewer that somebody wrote into the cluster by hand", async () => {
    const change = () => {
      edit(`${FRONT}:1.1.0`, `${FRONT}:1.2.0`);
    };
    const text = await onBranch(change, comment);
    assertNoSecret(text);
    assert.match(text, /env\[0\]\.value: \(secret\) → debug$/m);
    assert.match(text, /image: \S+-front:0\.9\.0 → \S+-front:1\.2\.0$/m);
  });
});
