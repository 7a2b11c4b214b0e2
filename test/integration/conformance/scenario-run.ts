import * as k8s from "@pulumi/kubernetes";
import type { Plain } from "../../../sandbox/standins/protocol/plain";
import { normalise } from "./normalise";
import type { Outside } from "./outside";
import type { Scenario, Step } from "./scenario";
import { StackRun, type EngineRun, type Operations } from "./stack-run";

/** What is compared of a step. */
export interface StepRecord {
  readonly title: string;
  readonly preview: Operations | "fails" | undefined;
  readonly operations: Operations;
  readonly fails: boolean;
  readonly failures: readonly string[];
  readonly live: Plain;
}

/** Where and with which plugin a scenario runs. */
export interface Surroundings {
  readonly directory: string;
  readonly pluginFolders: readonly string[];
  readonly cluster: { readonly kubeconfigPath: string; readonly context: string };
  readonly outside: Outside;
  /** Gets what the engine printed for operations that failed, to explain a difference. */
  readonly onFailure: (title: string, output: string) => void;
}

function provider({ cluster }: Surroundings, upsert: boolean): k8s.Provider {
  return new k8s.Provider("cluster", {
    kubeconfig: cluster.kubeconfigPath,
    context: cluster.context,
    clusterIdentifier: "conformance",
    upsertExistingObjects: upsert,
  });
}

async function liveObjects({ live = [] }: Step, outside: Outside): Promise<Plain> {
  const found = live.map(async ([kind, name]): Promise<[string, Plain]> => [
    `${kind} ${name}`,
    normalise(await outside.get(kind, name), outside.namespace),
  ]);
  return Object.fromEntries(await Promise.all(found));
}

/** Runs the steps one after the other. */
export async function runScenario({ steps }: Scenario, surroundings: Surroundings): Promise<StepRecord[]> {
  const { directory, pluginFolders, outside, onFailure } = surroundings;
  const stack = await StackRun.open(directory, pluginFolders);
  const records: StepRecord[] = [];
  let declare: Step["program"];
  for (const step of steps) {
    await step.outside?.(outside);
    declare = step.program ?? declare;
    const current = declare;
    const program = () => {
      current?.({ namespace: outside.namespace, options: { provider: provider(surroundings, step.upsert ?? false) } });
    };
    const options = step.refresh === undefined ? {} : { refresh: step.refresh };
    const previewed = step.preview === undefined ? undefined : await stack.preview(program, options);
    const run: EngineRun = await (step.run === "destroy"
      ? stack.destroy(options)
      : stack.up(program, { ...options, interrupt: step.interrupt ?? false }));
    if (run.failed) onFailure(step.title, run.output);
    if (previewed?.failed) onFailure(`${step.title} (preview)`, previewed.output);
    records.push({
      title: step.title,
      preview: previewed?.failed ? "fails" : previewed?.operations,
      operations: run.operations,
      fails: run.failed,
      failures: run.failures,
      live: await liveObjects(step, outside),
    });
  }
  return records;
}
