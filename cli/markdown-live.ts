import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { diffConfig, type ConfigValues } from "../offline/config-changes";
import type { ResourceChange } from "../offline/stack-diff";
import type { Plan } from "../rollout/plan";
import { makePlan } from "../rollout/make-plan";
import { historyOf, isRevision, type HistoryEntry, newestRevision } from "../rollout/revisions";
import { stackFilePath } from "../rollout/stack-history";
import type { StackState } from "../rollout/stack-state";
import type { Step } from "../rollout/steps";
import { SECRET, type StackValues } from "../rollout/update";
import { kindOf, verbOf, visibleSteps } from "./format-steps";
import type { Io } from "./io";
import type { PullRequestPreview } from "./markdown-preview";
import { openSession } from "./session";

/** How many revisions tell what is usual. */
const TYPICAL_REVISIONS = 20;

const isObject = ({ type }: { readonly type: string }) => /^(kubernetes|cloudflare):/.test(type);

function changeOf(step: Step, state: StackState): ResourceChange {
  const stored = state.resources.find(({ urn }) => urn === step.urn);
  const operation = verbOf(step);
  const removes = operation === "replace" || operation === "delete";
  return {
    operation,
    kind: kindOf(step),
    name: step.object?.name ?? step.name,
    namespace: step.object?.namespace,
    urn: step.urn,
    fields: step.changes,
    retained: removes && (stored?.retainOnDelete ?? false),
    protected: removes && (stored?.protect ?? false),
  };
}

/** Config values as both sides of a comparison can show them: the same mask for every secret, none of the engine's keys. */
function comparable(values: StackValues): ConfigValues {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !key.startsWith("pulumi:"))
      .map(([key, value]) => [key, value === SECRET ? "[secret]" : value]),
  );
}

function deletesOf(history: readonly HistoryEntry[], changes: readonly ResourceChange[]) {
  const revisions = history.filter(isRevision).slice(-TYPICAL_REVISIONS);
  const counts = revisions.map(({ update }) => update.resourceChanges["delete"] ?? 0);
  return {
    now: changes.filter(({ operation }) => operation === "delete").length,
    most: Math.max(0, ...counts),
    revisions: revisions.length,
  };
}

/** A plan in the form of what a reviewer reads. */
export function pullRequestPreview(
  plan: Plan,
  history: readonly HistoryEntry[],
  state: StackState,
  project: string,
): PullRequestPreview {
  const changes = visibleSteps(plan.steps).map((step) => changeOf(step, state));
  const changed = new Set(changes.map(({ urn }) => urn));
  return {
    stack: plan.stack,
    against: { mode: "engine" },
    changes,
    unchanged: state.resources.filter((resource) => isObject(resource) && !changed.has(resource.urn)).length,
    config: diffConfig(project, comparable(newestRevision(history)?.update.config ?? {}), comparable(plan.values)),
    ...(plan.wouldBe === undefined ? {} : { revision: { number: plan.wouldBe, undoTo: plan.undoTo } }),
    deletes: deletesOf(history, changes),
  };
}

/**
 * What an update of the stack would do now, for a pull request; the cluster and Cloudflare are read for it.
 * @returns `undefined` if the stack was never deployed
 */
export async function previewForReview(
  io: Io,
  command: Command,
  stack: string,
): Promise<PullRequestPreview | undefined> {
  const session = await openSession(io, command, stack, { create: false });
  if (!session) return undefined;
  const text = await readFile(stackFilePath(session), "utf8");
  await session.check(text);
  const { engine, project } = session;
  const [updates, state] = [await engine.history(), await engine.state()];
  const plan = await makePlan(session, { text, updates });
  return pullRequestPreview(plan, historyOf(updates, project), state, project);
}
