import { EXIT, RolloutError } from "../config/errors";
import { diffConfigs, type ConfigDiff, type ImageChange } from "./config-diff";
import { imagesOf, versionOf } from "./stack-values";
import type { StackValues } from "./update";

/** What `rollout` writes as the message of an update. */
export interface Message {
  /** Why: one line. */
  readonly cause: string;
  /** Who: `ada@laptop`, or the actor that the CI system names. */
  readonly by?: string | undefined;
  /** Why a refusal was overruled. */
  readonly forced?: string | undefined;
}

/** The first line of an update that took the stack back. */
export interface Undo {
  /** `return`: back from a failure that was not the images' fault, which bans nothing. */
  readonly kind: "undo" | "return";
  /** Number of the revision that was restored. */
  readonly revision: number;
  /** Services that it was about; `undefined` where it was the whole environment. */
  readonly services: readonly string[] | undefined;
  /** Cause of the restored revision. */
  readonly cause: string;
}

const MAX_CAUSE_LENGTH = 1024;
const MAX_LISTED = 3;

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

/** The message as text: the cause, and after a blank line the trailers, one a line. */
export function composeMessage({ cause, by, forced }: Message): string {
  const trailers = Object.entries({ by, forced }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${oneLine(value)}`],
  );
  return [oneLine(cause), ...(trailers.length > 0 ? ["", ...trailers] : [])].join("\n");
}

/** Takes the message of any update apart, also of one that plain `pulumi up` made. */
export function parseMessage(text: string): Message {
  const [cause = "", ...rest] = text.split(/\r?\n/);
  const trailer = (key: string) =>
    rest
      .findLast((line) => line.startsWith(`${key}: `))
      ?.slice(key.length + 2)
      .trim() ?? undefined;
  return { cause: cause.trim(), by: trailer("by"), forced: trailer("forced") };
}

function backMessage(kind: Undo["kind"], revision: number, cause: string, services: readonly string[] = []): string {
  const only = services.length > 0 ? ` (only ${services.join(", ")})` : "";
  return `${kind} to revision ${revision}${only}: ${oneLine(cause)}`;
}

/** The cause of an update that goes back from bad images, in the form that `badImages` recognises. */
export function undoMessage(revision: number, cause: string, services?: readonly string[]): string {
  return backMessage("undo", revision, cause, services);
}

/** The cause of an update that goes back from a failure that was not the images' fault: a quota, DNS, the cluster. */
export function returnMessage(revision: number, cause: string): string {
  return backMessage("return", revision, cause);
}

/** Reads the message of an update that went back; `undefined` for any other update. */
export function parseUndo(message: string): Undo | undefined {
  const pattern = /^(undo|return) to revision (\d+)(?: \(only ([^)]+)\))?: (.*)$/;
  const [, kind, revision, services, cause = ""] = pattern.exec(parseMessage(message).cause) ?? [];
  if (kind !== "undo" && kind !== "return") return undefined;
  return { kind, revision: Number(revision), services: services?.split(", "), cause };
}

/**
 * The cause that a user gave with `-m`: its first line.
 * @throws RolloutError if it is empty, too long, or would be read as the cause of an undo
 */
export function checkCause(text: string): string {
  // The message of a commit goes on after its title, and could hold lines that look like trailers.
  const cause = oneLine(text.trim().split(/\r?\n/)[0] ?? "");
  const refuse = (wrong: string, instead: string) => new RolloutError(`-m: ${wrong}; ${instead}`, EXIT.usage);
  if (cause === "") throw refuse("is empty", "write why, or leave it out");
  if (cause.length > MAX_CAUSE_LENGTH)
    throw refuse(`has ${cause.length} characters`, `write at most ${MAX_CAUSE_LENGTH}`);
  if (parseUndo(cause)) throw refuse("reads like the cause of an undo", "run rollout undo, or write other words");
  return cause;
}

function imageCause({ service, before, after }: ImageChange): string {
  if (after === undefined) return `${service} removed`;
  if (before === undefined) return `${service} ${versionOf(after)} added`;
  const [old, now] = [versionOf(before), versionOf(after)];
  return old === now ? `${service} ${before} → ${after}` : `${service} ${old} → ${now}`;
}

/** `services.front.env.LOG_LEVEL` is told as `services.front.env`, `ipRestriction.allow` as `ipRestriction`. */
function area(path: string): string {
  return /^(?:services\.[^.[]+\.[^.[]+|[^.[]+)/.exec(path)?.[0] ?? path;
}

function areasOf({ releaseNotes, keys, secrets }: ConfigDiff): string[] {
  const changed = secrets.filter(({ state }) => state !== "same" && state !== "unknown");
  const paths = [
    ...keys.map(({ path }) => area(path)),
    ...changed.map(({ path }) => area(path)),
    ...(releaseNotes.length > 0 ? ["releaseNotes"] : []),
  ];
  return [...new Set(paths)];
}

function listed(items: readonly string[]): string {
  const more = items.length - MAX_LISTED;
  return `${items.slice(0, MAX_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * The cause of an update that was given none, from what it changes: `front 1.1.0 → 1.2.0; change ipRestriction`.
 * @param before - config of the revision before; `undefined` for the first one
 */
export function defaultCause(before: StackValues | undefined, after: StackValues, project: string): string {
  if (before === undefined) {
    const versions = Object.entries(imagesOf(after, project)).map(([name, image]) => `${name} ${versionOf(image)}`);
    return ["first release", ...(versions.length > 0 ? [listed(versions)] : [])].join(": ");
  }
  const diff = diffConfigs(before, after, project);
  // A release note explains an image; on its own it is the change.
  const areas = areasOf(diff.images.length > 0 ? { ...diff, releaseNotes: [] } : diff);
  const parts = [
    ...(diff.images.length > 0 ? [listed(diff.images.map(imageCause))] : []),
    ...(areas.length > 0 ? [`change ${listed(areas)}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "no change of config";
}
