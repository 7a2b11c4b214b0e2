import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RolloutError } from "../config/errors";
import { diffConfigs, isUnchanged } from "./config-diff";
import type { PreviewOptions, Program } from "./engine-run";
import type { Plan } from "./plan";
import { historyOf, newestRevision } from "./revisions";
import type { Session } from "./session";
import { onlyWaits, type ClusterConnection, type Step } from "./steps";
import { undoTarget } from "./undo-target";
import type { StackValues, Update } from "./update";

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
  /**
   * Whether the text is checked beside the look ahead, which ends where it is refused.
   * @default false - it was checked before
   */
  readonly isToCheck?: boolean | undefined;
}

/**
 * The values with secrets that no other config has, if the update would change some: encrypted ones look all the same, but
 * their objects are made anew.
 */
function withOwnSecrets(values: StackValues, steps: readonly Step[], project: string): StackValues {
  const isChanged = steps.some(({ type }) => type === "kubernetes:core/v1:Secret");
  return isChanged ? { ...values, [`${project}:secrets`]: "changed" } : values;
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

/** Looks ahead, and checks the text while the engine starts: the program says better than the engine what is wrong with it. */
async function lookAhead(
  { engine, check }: Pick<Session, "engine" | "check">,
  { text, isToCheck = false }: PlanRequest,
  options: PreviewOptions,
): Promise<readonly Step[]> {
  if (!isToCheck) return engine.preview(options);
  const stopper = new AbortController();
  let checking: Promise<void> | undefined;
  let refusal: { readonly error: unknown } | undefined;
  const onStart = () => {
    checking ??= check(text).catch((error: unknown) => {
      refusal = { error };
      stopper.abort();
    });
  };
  const look = engine.preview({ ...options, onStart, signal: stopper.signal });
  const [steps] = await Promise.allSettled([look]);
  await checking;
  if (refusal) throw refusal.error;
  if (steps.status === "rejected") throw steps.reason;
  return steps.value;
}

/**
 * Looks at what an update with this stack file would do. The stack file in the project is not touched.
 * @throws ConfigError if the text is to be checked, and is refused
 */
export async function makePlan(session: Session, request: PlanRequest): Promise<Plan> {
  const { text, updates, cause = "", program } = request;
  const { stack, project } = session;
  let connection: ClusterConnection | undefined;
  const steps = await withFile(`Pulumi.${stack}.yaml`, text, (configFile) =>
    lookAhead(session, request, { configFile, program, onConnection: (found) => (connection = found) }),
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
    undoTo: undoAfter(updates, withOwnSecrets(values, steps, project), cause, project),
    connection,
    values,
  };
}
