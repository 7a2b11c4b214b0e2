import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTEXT_NAME } from "../../sandbox/layout";
import { providerPlugins, STAND_INS } from "../../sandbox/standins/provider-plugins";
import { scenarios } from "./conformance/kubernetes-scenarios";
import { Outside } from "./conformance/outside";
import type { Scenario } from "./conformance/scenario";
import { runScenario, type StepRecord } from "./conformance/scenario-run";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const standIn = [join(STAND_INS, "kubernetes")];
const isInstalled = providerPlugins().kubernetes === "installed";

/** Runs a scenario with one plugin, in a namespace and a stack of its own. */
async function runWith(
  plugin: "real" | "stand-in",
  scenario: Scenario,
  { kubeconfig }: World,
  explain: (text: string) => void,
): Promise<StepRecord[]> {
  const directory = mkdtempSync(join(tmpdir(), `conformance-${plugin}-`));
  const outside = new Outside(kubeconfig, `c${process.hrtime.bigint().toString(36)}`);
  const metadata = { name: outside.namespace };
  try {
    if (scenario.inNamespace) await outside.create("namespace", { apiVersion: "v1", kind: "Namespace", metadata });
    return await runScenario(scenario, {
      directory,
      pluginFolders: plugin === "stand-in" ? standIn : [],
      cluster: { kubeconfigPath: kubeconfig, context: CONTEXT_NAME },
      outside,
      onFailure: (title, output) => {
        // The engine prints an error up to five times.
        const errors = new Set(
          output
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line.startsWith("error: ")),
        );
        explain(`${plugin}: ${title}: ${[...errors].join("\n")}`);
      },
    });
  } finally {
    if (scenario.inNamespace) await outside.delete("namespace", outside.namespace);
    rmSync(directory, { recursive: true, force: true });
  }
}

function assertExpected(scenario: Scenario, records: readonly StepRecord[], explanations: readonly string[]): void {
  const expected = scenario.steps.map(({ title, preview, fails = false }) => ({ title, preview, fails }));
  const actual = records.map(({ title, preview, fails }) => ({ title, preview, fails }));
  assert.deepEqual(actual, expected, `${scenario.title}\n${explanations.join("\n")}`);
}

describe("the Kubernetes stand-in", () => {
  let world: World;

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    if (!isInstalled) process.stderr.write("pulumi-resource-kubernetes is not installed: the stand-in runs alone\n");
  });

  for (const scenario of scenarios) {
    it(`does as the real plugin does with ${scenario.title}`, async () => {
      const explanations: string[] = [];
      const explain = (text: string) => explanations.push(text);
      const records = await runWith("stand-in", scenario, world, explain);
      // One after the other: two inline programs at a time in one process have been seen to lose a declaration.
      const reference = isInstalled ? await runWith("real", scenario, world, explain) : undefined;
      if (reference) assertExpected(scenario, reference, explanations);
      assertExpected(scenario, records, explanations);
      if (reference) assert.deepEqual(records, reference, explanations.join("\n"));
    });
  }
});
