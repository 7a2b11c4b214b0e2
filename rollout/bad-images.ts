import { parseMessage, parseUndo } from "./change-cause";
import { own } from "./config-path";
import { historyOf, type HistoryEntry } from "./revisions";
import { imagesOf, sameImage } from "./stack-values";
import type { Update } from "./update";

/** An image that an undo moved away from. It must not come back unnoticed, by a pipeline that is run again for instance. */
export interface BadImage {
  readonly service: string;
  readonly reference: string;
  /** The revision that ran it; `undefined` if it only was in a failed update. */
  readonly revision: number | undefined;
  /** Why it had been deployed. */
  readonly cause: string;
  readonly deployedAt: Date;
  readonly undoneAt: Date;
  /** The first line of the undo's message. */
  readonly undoneBy: string;
}

function isImage(bad: BadImage, service: string, reference: string): boolean {
  return bad.service === service && sameImage(bad.reference, reference);
}

function runs(images: Readonly<Record<string, string>>, service: string, reference: string): boolean {
  const image = own(images, service);
  return image !== undefined && sameImage(image, reference);
}

function badImage(
  service: string,
  reference: string,
  entry: HistoryEntry | undefined,
  by: Update,
  undo: Update,
): BadImage {
  return {
    service,
    reference,
    revision: entry?.number,
    cause: entry?.cause ?? parseMessage(by.message).cause,
    deployedAt: by.startedAt,
    undoneAt: undo.startedAt,
    undoneBy: parseMessage(undo.message).cause,
  };
}

/**
 * The images that are bad for a stack: those that an `undo to revision N` moved away from, even if it failed half way. A
 * later successful update that runs one again clears it. A `return to revision N` makes none bad.
 *
 * @param updates - the whole history, newest first
 * @param project - name of the Pulumi project, which prefixes the keys
 */
export function badImages(updates: readonly Update[], project: string): BadImage[] {
  const entries = new Map(historyOf(updates, project).map((entry) => [entry.update, entry]));
  // What each service was last told to run, and by which update.
  const told = new Map<string, { reference: string; by: Update }>();
  let bad: BadImage[] = [];
  for (const update of updates.toReversed()) {
    if (update.kind !== "update") continue;
    const images = imagesOf(update.config, project);
    const isUndo = parseUndo(update.message)?.kind === "undo";
    if (update.result === "succeeded") bad = bad.filter(({ service, reference }) => !runs(images, service, reference));
    for (const [service, { reference, by }] of told) {
      if (runs(images, service, reference)) continue;
      told.delete(service);
      if (!isUndo) continue;
      bad = bad.filter((one) => !isImage(one, service, reference));
      bad.push(badImage(service, reference, entries.get(by), by, update));
    }
    for (const [service, reference] of Object.entries(images))
      if (!told.has(service)) told.set(service, { reference, by: update });
  }
  return bad;
}

/** The images of `images` that are bad, each with what is known of it. */
export function badAmong(images: Readonly<Record<string, string>>, bad: readonly BadImage[]): BadImage[] {
  return Object.entries(images).flatMap(
    ([service, reference]) => bad.find((one) => isImage(one, service, reference)) ?? [],
  );
}

/** One line: which image, which revision it came with, and what took it back when. */
export function describeBad({ service, reference, revision, cause, deployedAt, undoneAt, undoneBy }: BadImage): string {
  const time = (date: Date) => date.toISOString().replace(".000Z", "Z");
  const what = revision === undefined ? `a failed update of ${time(deployedAt)}` : `revision ${revision}`;
  return `${service} ${reference} came with ${what} (${cause}), and was taken back at ${time(undoneAt)} by "${undoneBy}"`;
}
