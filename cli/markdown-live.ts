import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { diffConfig, type ConfigValues } from "../offline/config-changes";
import type { FieldChange } from "../offline/field-diff";
import { MASK } from "../offline/mask-secrets";
import type { ResourceChange } from "../offline/stack-diff";
import { mapLeaves } from "../rollout/config-path";
import { NeverDeployed } from "../rollout/engine-errors";
import { missedBy } from "../rollout/live";
import type { Plan } from "../rollout/plan";
import { makePlan } from "../rollout/make-plan";
import { historyOf, isRevision, type HistoryEntry, newestRevision } from "../rollout/revisions";
import { stackFilePath } from "../rollout/stack-history";
import type { StackState } from "../rollout/stack-state";
import type { Step } from "../rollout/steps";
import { SECRET, type StackValues } from "../rollout/update";
import type { Mismatch } from "../rollout/verify";
import { kindOf, verbOf, visibleSteps } from "./format-steps";
import type { Io } from "./io";
import type { PullRequestPreview } from "./markdown-preview";
import { readSecrets, type MaskedSecrets } from "./secret-changes";
import { openSession, redacted } from "./session";

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

/** Config values as both sides of a comparison can show them: secrets masked, none of the engine's keys. */
function comparable(values: StackValues, secretsKey: string, secrets: unknown): ConfigValues {
  const shown = Object.entries(values)
    .filter(([key]) => !key.startsWith("pulumi:"))
    .map(([key, value]) => [key, value === SECRET ? MASK : value] as const);
  return { ...Object.fromEntries(shown), ...(secrets === undefined ? {} : { [secretsKey]: secrets }) };
}

/** Deletes as the engine counts them in its history: a component is a resource, too. */
function deletesOf(history: readonly HistoryEntry[], steps: readonly Step[]) {
  const revisions = history.filter(isRevision).slice(-TYPICAL_REVISIONS);
  const counts = revisions.map(({ update }) => update.resourceChanges["delete"] ?? 0);
  return {
    now: steps.filter(({ operation }) => operation === "delete").length,
    most: Math.max(0, ...counts),
    revisions: revisions.length,
  };
}

/** What is known of a stack that was deployed. */
export interface Deployed {
  readonly project: string;
  readonly history: readonly HistoryEntry[];
  readonly state: StackState;
  /** `undefined` if there are none, or if they cannot be compared. */
  readonly secrets: MaskedSecrets | undefined;
  /** Where the cluster runs something else than the stack says; `undefined` if nobody looked. */
  readonly mismatches: readonly Mismatch[] | undefined;
}

/** A plan in the form of what a reviewer reads. */
export function pullRequestPreview(
  plan: Plan,
  { project, history, state, secrets, mismatches = [] }: Deployed,
): PullRequestPreview {
  const changes = visibleSteps(plan.steps).map((step) => changeOf(step, state));
  const changed = new Set(changes.map(({ urn }) => urn));
  const [before, after] = [newestRevision(history)?.update.config ?? {}, plan.values];
  const key = `${project}:secrets`;
  return {
    stack: plan.stack,
    against: { mode: "engine" },
    changes,
    unchanged: state.resources.filter((resource) => isObject(resource) && !changed.has(resource.urn)).length,
    config: diffConfig(project, comparable(before, key, secrets?.before), comparable(after, key, secrets?.after)),
    ...(plan.wouldBe === undefined ? {} : { revision: { number: plan.wouldBe, undoTo: plan.undoTo } }),
    mismatches: mismatches.map(({ message }) => message),
    deletes: deletesOf(history, plan.steps),
  };
}

/** A value without the secrets that somebody may have written where everybody can read them. */
function withoutSecrets(value: unknown, redact: (text: string) => string): unknown {
  return mapLeaves(value, (leaf) => (typeof leaf === "string" ? redact(leaf) : leaf));
}

/** The preview without the secrets of its stack, whoever has put them where they are found. */
export function redactPreview(preview: PullRequestPreview, redact: (text: string) => string): PullRequestPreview {
  const clean = ({ path, before, after }: FieldChange): FieldChange => ({
    path,
    before: withoutSecrets(before, redact),
    after: withoutSecrets(after, redact),
  });
  return {
    ...preview,
    changes: preview.changes.map((change) => ({ ...change, fields: change.fields.map(clean) })),
    config: { ...preview.config, keys: preview.config.keys.map(clean) },
    mismatches: preview.mismatches?.map(redact),
  };
}

/** A stack, its history and its state; `undefined` if it was never deployed. */
async function open(io: Io, command: Command, stack: string) {
  try {
    const session = await openSession(io, command, stack, { create: false });
    const [updates, state] = await Promise.all([session.engine.history(), session.engine.state()]);
    return { session, updates, state };
  } catch (error) {
    if (error instanceof NeverDeployed) return undefined;
    throw error;
  }
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
  const opened = await open(io, command, stack);
  if (!opened) return undefined;
  const { session, updates, state } = opened;
  const text = await readFile(stackFilePath(session), "utf8");
  await session.check(text);
  const { project } = session;
  const plan = await redacted(session, () => makePlan(session, { text, updates }));
  const deployed = {
    project,
    history: historyOf(updates, project),
    state,
    secrets: await readSecrets(session, plan, updates),
    mismatches: await missedBy(session, plan, state),
  };
  return redactPreview(pullRequestPreview(plan, deployed), session.redact);
}
