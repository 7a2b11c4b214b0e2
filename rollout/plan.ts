import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RolloutError } from "../config/errors";
import { diffConfigs, isUnchanged, type ConfigDiff } from "./config-diff";
import type { Program } from "./engine";
import { historyOf, isRevision, type HistoryEntry, type Revision } from "./revisions";
import type { Session } from "./session";
import { onlyWaits, type ClusterConnection, type Step } from "./steps";
import { undoTarget } from "./undo-target";
import type { StackValues, Update } from "./update";

/** What an update would do, as shown before anything happens. */
export interface Plan {
  readonly stack: string;
  /** Against the newest revision. */
  readonly config: ConfigDiff;
  /** What would be done to resources; the cluster and Cloudflare were read for it. */
  readonly steps: readonly Step[];
  /** Number that the update would get; `undefined` if it would change nothing. */
  readonly wouldBe: number | undefined;
  /** Revision that a later `undo` would return to; `undefined` if there is none. */
  readonly undoTo: number | undefined;
  /** How the program reaches its cluster. */
  readonly connection: ClusterConnection | undefined;
  /** The config that was looked at, with the defaults of Pulumi.yaml. */
  readonly values: StackValues;
}

/** The part of a plan that is for people's eyes, and for `--json`. */
export function shownPlan({ stack, config, steps, wouldBe, undoTo }: Plan) {
  return { stack, config, steps, wouldBe, undoTo };
}

/** What to look ahead at. */
export interface PlanRequest {
  /** Text of the stack file that the update would use. */
  readonly text: string;
  /** The stack's whole history, newest first. */
  readonly updates: readonly Update[];
  /**
   * Cause of the update, where it is one that goes back.
   * @default - any other cause
   */
  readonly cause?: string | undefined;
  /** Another program than the stack's own. */
  readonly program?: Program | undefined;
}

/** The newest revision of a history. */
export function newestRevision(history: readonly HistoryEntry[]): Revision | undefined {
  return history.findLast(isRevision);
}

/** Whether the last update did not come to its end, so that the cluster may run a part of it. */
export function isUnsettled(updates: readonly Update[]): boolean {
  const last = updates.find(({ kind }) => kind === "update");
  return last !== undefined && last.result !== "succeeded";
}

/** Where an undo would go once a stack has been updated to these values. */
function undoAfter(updates: readonly Update[], values: StackValues, cause: string, project: string) {
  const done: Update = {
    kind: "update",
    result: "succeeded",
    startedAt: new Date(),
    endedAt: undefined,
    message: cause,
    config: values,
    environment: {},
    resourceChanges: { update: 1 },
  };
  try {
    return undoTarget([done, ...updates], { project }).revision.number;
  } catch (error) {
    if (error instanceof RolloutError) return undefined;
    throw error;
  }
}

async function withFile<T>(name: string, text: string, use: (file: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(await realpath(tmpdir()), "outsrc-plan-"));
  try {
    const file = join(scratch, name);
    await writeFile(file, text, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Looks at what an update with this stack file would do. The stack file in the project is not touched. */
export async function makePlan(session: Session, { text, updates, cause = "", program }: PlanRequest): Promise<Plan> {
  const { stack, engine, project } = session;
  let connection: ClusterConnection | undefined;
  const steps = await withFile(`Pulumi.${stack}.yaml`, text, (configFile) =>
    engine.preview({ configFile, program, onConnection: (found) => (connection = found) }),
  );
  const newest = newestRevision(historyOf(updates, project));
  const values = session.valuesOf(text);
  const config = diffConfigs(newest?.update.config ?? {}, values, project);
  const changes = !isUnchanged(config) || steps.some((step) => !onlyWaits(step));
  return {
    stack,
    config,
    steps,
    wouldBe: changes ? (newest?.number ?? 0) + 1 : undefined,
    undoTo: undoAfter(updates, values, cause, project),
    connection,
    values,
  };
}
