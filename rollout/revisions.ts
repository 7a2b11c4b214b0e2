import { isDeepStrictEqual } from "node:util";
import { EXIT, RolloutError } from "../config/errors";
import { defaultCause, parseMessage } from "./change-cause";
import { diffConfigs, type ImageChange } from "./config-diff";
import { imagesOf } from "./stack-values";
import type { StackValues, Update } from "./update";
import { whoOf, type Who } from "./who";

/** The git commit that an update was made from. */
export interface Commit {
  readonly id: string;
  /** Whether files differed from it, as they do after any edit of the stack file. */
  readonly dirty: boolean;
}

/** One line of a stack's history. */
export interface HistoryEntry {
  /** Number of the revision; `undefined` for what made none: a failed update, one that still runs, a destroy. */
  readonly number: number | undefined;
  readonly update: Update;
  /** Image of each service. */
  readonly images: Readonly<Record<string, string>>;
  /** Images that differ from those of the revision before. */
  readonly changedImages: readonly ImageChange[];
  /** Why: the first line of the message, or what changed where there is none. */
  readonly cause: string;
  /** `undefined` if the history does not say. */
  readonly who: Who | undefined;
  /** `undefined` outside of a git repository. */
  readonly commit: Commit | undefined;
  /** `undefined` while it runs. */
  readonly durationSeconds: number | undefined;
}

/** A successful update that changed config or a resource. */
export interface Revision extends HistoryEntry {
  readonly number: number;
}

// What the engine counts without anything being done to a resource.
const UNTOUCHED = new Set(["same", "read", "refresh", "discard", "diff"]);

function changedResources({ resourceChanges }: Update): boolean {
  return Object.entries(resourceChanges).some(([operation, count]) => count > 0 && !UNTOUCHED.has(operation));
}

/**
 * The part of the config that makes a revision a new one. Values that may be secret are left out, so that the numbers are
 * the same whether the history was read with secrets or without; a changed secret changes a resource.
 */
function ownConfig(config: StackValues, project: string): StackValues {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${project}:`) && key !== `${project}:secrets`);
  return Object.fromEntries(own);
}

function commitOf({ environment }: Update): Commit | undefined {
  const { "git.head": id, "git.dirty": dirty } = environment;
  return id === undefined ? undefined : { id, dirty: dirty === "true" };
}

function causeOf(update: Update, before: Update | undefined, project: string): string {
  const { cause } = parseMessage(update.message);
  if (cause !== "") return cause;
  return update.kind === "destroy" ? "destroy" : defaultCause(before?.config, update.config, project);
}

function entryOf(
  update: Update,
  number: number | undefined,
  before: Update | undefined,
  project: string,
): HistoryEntry {
  const { startedAt, endedAt, config } = update;
  return {
    number,
    update,
    images: imagesOf(config, project),
    changedImages: diffConfigs(before?.config ?? {}, config, project).images,
    cause: causeOf(update, before, project),
    who: whoOf(update),
    commit: commitOf(update),
    durationSeconds: endedAt && Math.round((endedAt.getTime() - startedAt.getTime()) / 1000),
  };
}

/**
 * The history that a person wants to see, oldest first: revisions with their numbers 1, 2, 3 …, and without a number the
 * updates that failed or still run, and destroys. Updates that changed nothing, refreshes and imports are left out. Only the
 * order of the updates counts, so that the numbers are the same on every backend.
 *
 * @param updates - newest first, as the engine gives them
 * @param project - name of the Pulumi project, which prefixes the keys
 */
export function historyOf(updates: readonly Update[], project: string): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let revision: { number: number; update: Update } | undefined;
  for (const update of updates.toReversed()) {
    const isUpdate = update.kind === "update";
    if (!isUpdate && update.kind !== "destroy") continue;
    const before = revision?.update;
    const [old, now] = [before?.config, update.config].map((config) => config && ownConfig(config, project));
    const isRevision =
      isUpdate && update.result === "succeeded" && (changedResources(update) || !isDeepStrictEqual(old, now));
    if (isUpdate && update.result === "succeeded" && !isRevision) continue;
    if (isRevision) revision = { number: (revision?.number ?? 0) + 1, update };
    entries.push(entryOf(update, isRevision ? revision?.number : undefined, before, project));
  }
  return entries;
}

/** Tells a revision from the other entries of a history. */
export function isRevision(entry: HistoryEntry): entry is Revision {
  return entry.number !== undefined;
}

/**
 * The revision of a number.
 * @param history - as `historyOf` gives it
 * @throws RolloutError if there is none
 */
export function revisionOf(history: readonly HistoryEntry[], number: number): Revision {
  const revisions = history.filter(isRevision);
  const revision = revisions.find((one) => one.number === number);
  if (revision) return revision;
  const newest = revisions.at(-1)?.number ?? 0;
  const known = ["run rollout up", "write 1, the only one"][newest] ?? `write a number from 1 to ${newest}`;
  const hasFailed = history.some(({ update }) => update.result === "failed");
  throw new RolloutError(
    `there is no revision ${number}${hasFailed ? "; failed updates have no number" : ""}; ${known}`,
    EXIT.usage,
  );
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
