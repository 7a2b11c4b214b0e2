import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diffConfigs, isUnchanged, type ConfigDiff } from "./config-diff";
import type { Program } from "./engine";
import { isRevision, type HistoryEntry, type Revision } from "./revisions";
import type { Session } from "./session";
import { onlyWaits, type ClusterConnection, type Step } from "./steps";
import type { StackValues } from "./update";

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
  /** The stack's history, oldest first. */
  readonly history: readonly HistoryEntry[];
  /** Another program than the stack's own. */
  readonly program?: Program | undefined;
}

/** The newest revision of a history. */
export function newestRevision(history: readonly HistoryEntry[]): Revision | undefined {
  return history.findLast(isRevision);
}

/** Whether the last update of a history did not come to its end, so that the cluster may run a part of it. */
export function isUnsettled(history: readonly HistoryEntry[]): boolean {
  const last = history.at(-1);
  return last !== undefined && last.update.kind === "update" && last.number === undefined;
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
export async function makePlan(session: Session, { text, history, program }: PlanRequest): Promise<Plan> {
  const { stack, engine, project } = session;
  let connection: ClusterConnection | undefined;
  const steps = await withFile(`Pulumi.${stack}.yaml`, text, (configFile) =>
    engine.preview({ configFile, program, onConnection: (found) => (connection = found) }),
  );
  const newest = newestRevision(history);
  const values = session.valuesOf(text);
  const config = diffConfigs(newest?.update.config ?? {}, values, project);
  const changes = !isUnchanged(config) || steps.some((step) => !onlyWaits(step));
  return {
    stack,
    config,
    steps,
    wouldBe: changes ? (newest?.number ?? 0) + 1 : undefined,
    undoTo: newest?.number,
    connection,
    values,
  };
}
