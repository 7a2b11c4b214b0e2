import { EXIT, RolloutError } from "../config/errors";
import { stackSchema } from "../config/schema";
import { parseUndo } from "./change-cause";
import { below, isMap, own, quantityAt } from "./config-path";
import { historyOf, isRevision, revisionOf, type Revision } from "./revisions";
import { imagesOf, releaseNotesOf } from "./stack-values";
import { SECRET, UNDECRYPTABLE, type StackValues, type Update } from "./update";

/** Which part of which stack is to go back, and how far. */
export interface UndoRequest {
  /** Name of the Pulumi project, which prefixes the keys. */
  readonly project: string;
  /**
   * Number of the revision to restore.
   * @default - the newest earlier one that differs and was not undone; after a failed update the newest one
   */
  readonly toRevision?: number | undefined;
  /**
   * Services whose image and release note go back.
   * @default - the whole environment
   */
  readonly services?: readonly string[] | undefined;
  /**
   * Whether an update was cut off before the engine could write it into the history: like a failed one, it is the newest
   * revision that is to come back.
   * @default false
   */
  readonly cutOff?: boolean;
}

/** Where an undo goes. */
export interface UndoTarget {
  readonly revision: Revision;
  /** Whether the last update succeeded with this very config: there is nothing to restore unless the cluster drifted. */
  readonly isCurrent: boolean;
}

/** A value as text: equal values give equal text. */
function canonical(path: string, value: unknown): string {
  if (value === SECRET || value === UNDECRYPTABLE || !isMap(value))
    return JSON.stringify(quantityAt(path, value) ?? value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(below(path, key), value[key])}`).join()}}`;
}

/** What an undo would restore of a config, as text: two configs differ for it if their texts do. */
function restorable(config: StackValues, { project, services }: UndoRequest): string {
  if (services) {
    const [images, notes] = [imagesOf(config, project), releaseNotesOf(config, project)];
    return JSON.stringify(services.map((name) => [own(images, name), own(notes, name)]));
  }
  const keys = Object.keys(stackSchema.shape).filter((key) => key !== "cluster");
  return keys.map((key) => canonical(key, config[`${project}:${key}`])).join();
}

/** The configs that an undo moved away from, as texts. Whatever was deployed again on purpose is none of them. */
function undoneConfigs(updates: readonly Update[], request: UndoRequest): Set<string> {
  const undone = new Set<string>();
  let before: string | undefined;
  for (const update of updates.toReversed()) {
    if (update.kind !== "update") continue;
    const now = restorable(update.config, request);
    if (before !== undefined && before !== now && parseUndo(update.message)?.kind === "undo") undone.add(before);
    if (update.result === "succeeded") undone.delete(now);
    before = now;
  }
  return undone;
}

/** Refuses names that no revision has, for which any other reason would mislead. */
function checkServices(revisions: readonly Revision[], { project, services = [] }: UndoRequest): void {
  const known = [...new Set(revisions.flatMap(({ update }) => Object.keys(imagesOf(update.config, project))))].sort();
  const unknown = services.filter((service) => !known.includes(service));
  if (unknown.length > 0)
    throw new RolloutError(`no revision has a service ${unknown.join(", ")}; write ${known.join(", ")}`, EXIT.usage);
}

function noEarlier(last: Revision, request: UndoRequest): RolloutError {
  const what = request.services ? `of ${request.services.join(", ")} ` : "";
  const instead =
    last.number === 1
      ? "change the stack file and run rollout up"
      : "name one with --to-revision; rollout history lists them";
  return new RolloutError(
    `no revision before ${last.number} has another config ${what}that was not undone; ${instead}`,
    EXIT.usage,
  );
}

/**
 * Which revision an undo restores. Without a number: the newest one whose config differs from that of the last update,
 * skipping those that an undo moved away from; if the last update failed, was cancelled or cut off, or destroyed the stack, the
 * newest one that was not undone. The cluster key never counts. Secrets count where the history was read with them.
 *
 * @param updates - the whole history, newest first
 * @throws RolloutError if there is no such revision, or no revision has one of the services
 */
export function undoTarget(updates: readonly Update[], request: UndoRequest): UndoTarget {
  const history = historyOf(updates, request.project);
  const revisions = history.filter(isRevision);
  const newest = revisions.at(-1);
  const last = updates.find(({ kind }) => kind === "update" || kind === "destroy");
  if (!newest || !last) throw new RolloutError("the stack has no revision yet; run rollout up", EXIT.usage);
  checkServices(revisions, request);
  const stands = last.kind === "update" && last.result === "succeeded" && !request.cutOff;
  const current = stands ? restorable(last.config, request) : undefined;
  const undone = undoneConfigs(updates, request);
  const isCandidate = (config: string) => config !== current && !undone.has(config);
  const revision =
    request.toRevision === undefined
      ? revisions.findLast(({ update }) => isCandidate(restorable(update.config, request)))
      : revisionOf(history, request.toRevision);
  if (!revision) throw noEarlier(newest, request);
  return { revision, isCurrent: restorable(revision.update.config, request) === current };
}
