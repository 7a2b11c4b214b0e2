import { isDeepStrictEqual } from "node:util";
import { stackSchema } from "../config/schema";
import { below, isMap, own, quantityAt } from "./config-path";
import { imagesOf, mapOf, releaseNotesOf, sameImage } from "./stack-values";
import { SECRET, UNDECRYPTABLE, type StackValues } from "./update";

/** A service that runs another image. `undefined` stands for a service that is not there. */
export interface ImageChange {
  readonly service: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether both name one content: only its tag, or the way to write it, is another. */
  readonly sameImage: boolean;
}

/** A service whose image runs for another reason. */
export interface NoteChange {
  readonly service: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A leaf of the config that differs; a list is one leaf. `undefined` stands for a leaf that is not there. */
export interface KeyChange {
  /** Where, as typed in the stack file: `ipRestriction.allow`, `services.front.files["app.yaml"]`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What is known of a value that must not be shown. */
export interface SecretState {
  /** `secrets.front.API_TOKEN`; `secrets` alone where the values were not decrypted. */
  readonly path: string;
  readonly state: "same" | "changed" | "added" | "removed" | "unknown";
}

/** How the config of two updates differs. The cluster and the engine's own keys (`pulumi:`) are left out. */
export interface ConfigDiff {
  readonly images: readonly ImageChange[];
  readonly releaseNotes: readonly NoteChange[];
  readonly keys: readonly KeyChange[];
  /** The secrets, and the keys of providers, whose values nobody promises to be public. */
  readonly secrets: readonly SecretState[];
}

/** Keys of the stack file that have a part of their own in a difference, or none. */
const APART = new Set(["cluster", "images", "releaseNotes", "secrets"]);

const keysOf = (...maps: Readonly<Record<string, unknown>>[]) => [...new Set(maps.flatMap((map) => Object.keys(map)))];

const isBlank = (value: unknown) => value === SECRET || value === UNDECRYPTABLE;

function sameLeaf(path: string, before: unknown, after: unknown): boolean {
  const quantity = quantityAt(path, before);
  return isDeepStrictEqual(before, after) || (quantity !== undefined && quantity === quantityAt(path, after));
}

function leaves(path: string, before: unknown, after: unknown): KeyChange[] {
  if (sameLeaf(path, before, after)) return [];
  const [old, now] = [before ?? {}, after ?? {}];
  const keys = isMap(old) && isMap(now) ? keysOf(old, now) : [];
  if (keys.length === 0 || isBlank(old) || isBlank(now)) return [{ path, before, after }];
  return keys.flatMap((key) => leaves(below(path, key), own(mapOf(old), key), own(mapOf(now), key)));
}

function stateOf(before: unknown, after: unknown): SecretState["state"] {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (isBlank(before) || isBlank(after)) return "unknown";
  return isDeepStrictEqual(before, after) ? "same" : "changed";
}

function secretStates(path: string, before: unknown, after: unknown): SecretState[] {
  if (before === undefined && after === undefined) return [];
  const open = [before, after].every((value) => value === undefined || (isMap(value) && !isBlank(value)));
  if (!open) return [{ path, state: stateOf(before, after) }];
  const [old, now] = [mapOf(before), mapOf(after)];
  return keysOf(old, now).flatMap((key) => secretStates(below(path, key), own(old, key), own(now, key)));
}

function textChanges(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): NoteChange[] {
  return keysOf(before, after)
    .map((service) => ({ service, before: own(before, service), after: own(after, service) }))
    .filter((change) => change.before !== change.after);
}

/**
 * Compares the config of two updates, or of an update and the stack file.
 * @param project - name of the Pulumi project, which prefixes the keys
 */
export function diffConfigs(before: StackValues, after: StackValues, project: string): ConfigDiff {
  const prefix = `${project}:`;
  const all = keysOf(before, after);
  const known = Object.keys(stackSchema.shape).map((key) => prefix + key);
  const own = [...known, ...all.filter((key) => key.startsWith(prefix) && !known.includes(key))]
    .map((key) => key.slice(prefix.length))
    .filter((key) => !APART.has(key));
  const foreign = all.filter((key) => !key.startsWith(prefix) && !key.startsWith("pulumi:"));
  return {
    images: textChanges(imagesOf(before, project), imagesOf(after, project)).map((change) => ({
      ...change,
      sameImage: change.before !== undefined && change.after !== undefined && sameImage(change.before, change.after),
    })),
    releaseNotes: textChanges(releaseNotesOf(before, project), releaseNotesOf(after, project)),
    keys: own.flatMap((key) => leaves(key, before[prefix + key], after[prefix + key])),
    secrets: [
      ...secretStates("secrets", before[`${prefix}secrets`], after[`${prefix}secrets`]),
      ...foreign.map((key) => ({ path: key, state: stateOf(before[key], after[key]) })),
    ],
  };
}

/** Whether nothing is known to differ. */
export function isUnchanged({ images, releaseNotes, keys, secrets }: ConfigDiff): boolean {
  const known = secrets.filter(({ state }) => state !== "same" && state !== "unknown");
  return images.length + releaseNotes.length + keys.length + known.length === 0;
}
