import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { stackNames } from "../../offline/stack-file";
import { runChild } from "../../sandbox/child";
import { PROJECT } from "../support/stacks";
import { readWorkflow as read, step, workflowFiles, WORKFLOWS, workflowText as text } from "../support/workflows";

const LINTER_MODULE = join(PROJECT, "test/workflows");
const ENGINE_ACTION = join(PROJECT, ".github/actions/engine/action.yml");
// The first run on a machine downloads and compiles the linter.
const LINTER_BUILD_MS = 180_000;

const action = z.looseObject({ runs: z.looseObject({ steps: z.array(step) }) });

const files = workflowFiles();
const engine = action.parse(parse(readFileSync(ENGINE_ACTION, "utf8")));

const stepsOf = (file: string) => Object.values(read(file).jobs).flatMap(({ steps }) => steps);
const everyStep = [...files.flatMap(stepsOf), ...engine.runs.steps];

describe("the workflows", () => {
  it("are these", () => {
    assert.deepEqual(files, ["deploy.yml", "drift.yml", "preview.yml"]);
  });

  it("pass the workflow linter", async function () {
    this.timeout(LINTER_BUILD_MS);
    const options = { cwd: LINTER_MODULE, env: { ...process.env, GOTOOLCHAIN: "local", GOWORK: "off" } };
    const actionlint = (...args: string[]) => runChild("go", ["tool", "actionlint", ...args], options);
    const found = await actionlint("-version");
    if (found.code !== 0) {
      const why = found.startError === "ENOENT" ? "there is no Go" : (found.stderr.trim().split("\n").pop() ?? "");
      process.stderr.write(`skipped: the workflow linter; it does not run: ${why}\n`);
      this.skip();
    }
    // Whether shellcheck is installed must not decide what passes.
    const { code, stdout } = await actionlint(
      ...["-no-color", "-shellcheck=", "-pyflakes="],
      ...files.map((file) => join(WORKFLOWS, file)),
    );
    assert.deepEqual({ code, stdout }, { code: 0, stdout: "" });
  });

  it("pin every action by its commit, and say which release that is", () => {
    const uses = everyStep.flatMap(({ uses }) => uses ?? []);
    assert.ok(uses.length > 8);
    for (const use of uses) assert.match(use, /^(?:\.\/\.github\/actions\/engine|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
    const lines = [...files.map(text), readFileSync(ENGINE_ACTION, "utf8")].join("\n").matchAll(/uses: (\S+@.*)/g);
    for (const [, line = ""] of lines) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("use one commit of each action", () => {
    const commits = new Map<string, Set<string>>();
    for (const { uses } of everyStep) {
      const [name = "", commit = ""] = uses?.split("@") ?? [];
      commits.set(name, (commits.get(name) ?? new Set()).add(commit));
    }
    for (const [name, used] of commits) assert.equal(used.size, 1, name);
  });

  it("run nothing but npm ci and rollout", () => {
    const runs = everyStep.flatMap(({ run }) => run ?? []);
    assert.ok(runs.length > 5);
    const OUTPUT = '(?: > [a-z]+\\.md| \\| tee [a-z]+\\.md >> "\\$GITHUB_STEP_SUMMARY")?';
    for (const run of runs) assert.match(run, new RegExp(`^(?:npm ci|npx rollout [\\w$" ./:^-]+?${OUTPUT})$`));
  });

  it("let no text of an event or input into a command line", () => {
    for (const { run } of everyStep) assert.doesNotMatch(run ?? "", /\$\{\{/);
  });

  it("give a job only the permissions that it uses", () => {
    const granted = files.map((file) => [
      file,
      Object.fromEntries(Object.entries(read(file).jobs).map(([name, { permissions }]) => [name, permissions])),
    ]);
    assert.deepEqual(Object.fromEntries(granted), {
      "deploy.yml": { up: { contents: "read", "id-token": "write" } },
      "drift.yml": { drift: { contents: "read", "id-token": "write", issues: "write" } },
      "preview.yml": {
        engine: { contents: "read", "id-token": "write", "pull-requests": "write" },
        offline: { contents: "read", "pull-requests": "write" },
      },
    });
  });

  it("stop no run half way, and let one at a time have a stack", () => {
    for (const file of files) assert.equal(read(file).concurrency["cancel-in-progress"], false);
    assert.equal(read("deploy.yml").concurrency.group, "deploy-${{ inputs.stack || 'dev' }}");
  });

  it("run the code of a pull request without secrets unless it is a branch of this repository", () => {
    assert.equal(read("preview.yml").on, "pull_request");
    for (const file of files) assert.doesNotMatch(text(file), /pull_request_target|workflow_run/);
    const { offline } = read("preview.yml").jobs;
    assert.equal(offline?.environment, undefined);
    assert.doesNotMatch(JSON.stringify(offline), /secrets\.|vars\.(?!PULUMI_BACKEND_URL)|actions\/engine/);
  });

  it("run exactly one of the two jobs of a preview", () => {
    const condition = z.looseObject({ if: z.string() });
    const { engine, offline } = read("preview.yml").jobs;
    assert.equal(condition.parse(offline).if, `!(${condition.parse(engine).if})`);
  });

  it("leave no token of the checkout behind", () => {
    const checkouts = everyStep.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.equal(checkouts.length, 4);
    for (const { with: inputs } of checkouts)
      assert.equal(z.looseObject({ "persist-credentials": z.boolean() }).parse(inputs)["persist-credentials"], false);
  });

  it("need no variable or secret that docs/ci.md does not tell of", () => {
    const docs = readFileSync(join(PROJECT, "docs/ci.md"), "utf8");
    const needed = new Set(
      files.flatMap((file) => [...text(file).matchAll(/(?:vars|secrets)\.(\w+)/g)]).map(([, n]) => n),
    );
    assert.ok(needed.size > 4);
    for (const name of needed) assert.match(docs, new RegExp(`^\\| \`${name}\` `, "m"));
  });

  it("know every stack", () => {
    const dispatch = z.looseObject({
      on: z.looseObject({
        workflow_dispatch: z.looseObject({
          inputs: z.looseObject({ stack: z.looseObject({ options: z.string().array() }) }),
        }),
      }),
    });
    const matrix = z.looseObject({ strategy: z.looseObject({ matrix: z.looseObject({ stack: z.string().array() }) }) });
    const stacks = stackNames(PROJECT).sort();
    assert.deepEqual(dispatch.parse(read("deploy.yml")).on.workflow_dispatch.inputs.stack.options.sort(), stacks);
    assert.deepEqual(matrix.parse(read("drift.yml").jobs["drift"]).strategy.matrix.stack.sort(), stacks);
  });

  it("tell of drift where there is some, in the words of the step that has found it", () => {
    const steps = read("drift.yml").jobs["drift"]?.steps.slice(-2);
    assert.deepEqual(
      steps?.map(({ if: condition, run }) => [condition, run]),
      [
        [undefined, 'npx rollout drift "$STACK" --markdown > drift.md'],
        ["${{ failure() && hashFiles('drift.md') != '' }}", 'npx rollout publish drift.md --issue "Drift: $STACK"'],
      ],
    );
  });

  it("install the engine that the sandbox runs", () => {
    const pinned = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(
      readFileSync(join(PROJECT, "sandbox/modules/pulumi/go.mod"), "utf8"),
    );
    assert.match(readFileSync(ENGINE_ACTION, "utf8"), new RegExp(`^ +pulumi-version: ${pinned?.[1] ?? ""}$`, "m"));
  });
});
