import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downControlPlane, upControlPlane, type ControlPlane } from "../../sandbox/control-plane";
import { providerPlugins, STAND_INS } from "../../sandbox/standins/provider-plugins";
import { scenarios } from "./conformance/kubernetes-scenarios";
import { Outside } from "./conformance/outside";
import type { Scenario } from "./conformance/scenario";
import { runScenario, type StepRecord } from "./conformance/scenario-run";

const standIn = [join(STAND_INS, "kubernetes")];
const isInstalled = providerPlugins().kubernetes === "installed";

/** Runs a scenario with one plugin, in a namespace and a stack of its own. */
async function runWith(
  plugin: "real" | "stand-in",
  scenario: Scenario,
  cluster: ControlPlane,
  explain: (text: string) => void,
): Promise<StepRecord[]> {
  const directory = mkdtempSync(join(tmpdir(), `conformance-${plugin}-`));
  const outside = new Outside(cluster.kubeconfigPath, `c${process.hrtime.bigint().toString(36)}`);
  const metadata = { name: outside.namespace };
  try {
    if (scenario.inNamespace) await outside.create("namespace", { apiVersion: "v1", kind: "Namespace", metadata });
    return await runScenario(scenario, {
      directory,
      pluginFolders: plugin === "stand-in" ? standIn : [],
      cluster,
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
  const own = mkdtempSync(join(tmpdir(), "conformance-sandbox-"));
  // A control plane that runs already saves its start, while one works on the stand-in.
  const given = process.env["CONFORMANCE_SANDBOX"];
  let cluster: ControlPlane;

  before(async function () {
    this.timeout(1_800_000);
    cluster = await upControlPlane({ directory: given ?? own, onProgress: () => undefined });
    if (!isInstalled)
      process.stderr.write("    pulumi-resource-kubernetes is not installed: the stand-in runs alone\n");
  });

  after(async () => {
    if (given === undefined) await downControlPlane({ directory: own });
    rmSync(own, { recursive: true, force: true });
  });

  for (const scenario of scenarios) {
    it(`does as the real plugin does with ${scenario.title}`, async function () {
      this.timeout(600_000);
      const explanations: string[] = [];
      const explain = (text: string) => explanations.push(text);
      const records = await runWith("stand-in", scenario, cluster, explain);
      // One after the other: two inline programs at a time in one process have been seen to lose a declaration.
      const reference = isInstalled ? await runWith("real", scenario, cluster, explain) : undefined;
      if (reference) assertExpected(scenario, reference, explanations);
      assertExpected(scenario, records, explanations);
      if (reference) assert.deepEqual(records, reference, explanations.join("\n"));
    });
  }
});
