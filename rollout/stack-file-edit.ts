import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { decodeValue } from "../config/decode";
import { EXIT, RolloutError } from "../config/errors";
import { stackSchema } from "../config/schema";
import { own } from "./config-path";
import { imagesOf, mapOf, releaseNotesOf } from "./stack-values";
import { SECRET, UNDECRYPTABLE, type StackValues } from "./update";
import { readYaml, rewriteYaml } from "./yaml-rewrite";

/** A secret as a stack file holds it. */
export interface Ciphertext {
  readonly secure: string;
}

/** What is known beside the values to restore. */
export interface RestoreOptions {
  /** Values of Pulumi.yaml, by full key. They are not repeated in the stack file. */
  readonly projectDefaults: StackValues;
  /**
   * Secrets to write, by path below `secrets` (`front.API_TOKEN`), encrypted already; `undefined` removes one. All others
   * keep their bytes.
   * @default {}
   */
  readonly secretLeaves?: Readonly<Record<string, Ciphertext | undefined>> | undefined;
  /**
   * Whether the program of the revision is another one, whose keys today's schema may not know: then all keys of the
   * project are restored.
   * @default false
   */
  readonly isOtherProgram?: boolean | undefined;
}

const FILE = "the stack file";
const KEYS = Object.keys(stackSchema.shape);
const ciphertext = z.strictObject({ secure: z.string() });

/** Keys in the order of the schema, so that one that comes back gets its usual place. */
function inOrder(config: StackValues, project: string): StackValues {
  const rank = (key: string) => KEYS.indexOf(key.slice(project.length + 1));
  return Object.fromEntries(Object.entries(config).sort(([a], [b]) => rank(a) - rank(b)));
}

/** Rewrites the config of a stack file: other keys of the file, such as `encryptionsalt`, are left alone. */
function editConfig(text: string, project: string, edit: (config: StackValues) => StackValues): string {
  const file = readYaml(text, FILE);
  const before = mapOf(file["config"]);
  const after = edit(before);
  if (isDeepStrictEqual(before, after)) return text;
  return rewriteYaml(text, { ...file, config: inOrder(after, project) }, FILE);
}

/** Names of the project's own keys. */
function keysOf(config: StackValues, project: string): string[] {
  return Object.keys(config).flatMap((key) => (key.startsWith(`${project}:`) ? [key.slice(project.length + 1)] : []));
}

function without(map: StackValues, key: string): StackValues {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** A map with other entries; those of `undefined` are removed, and a map that becomes empty is removed altogether. */
function withEntries(config: StackValues, key: string, entries: Readonly<Record<string, unknown>>): StackValues {
  const merged = Object.entries({ ...mapOf(config[key]), ...entries }).filter(([, value]) => value !== undefined);
  return merged.length > 0 ? { ...config, [key]: Object.fromEntries(merged) } : without(config, key);
}

/**
 * Writes other images into a stack file. The release note of each image that changes is replaced too, since it says why the
 * service runs its image.
 *
 * @param images - reference by service
 * @param note - the release note of the services whose image changes, or of all that are named if none does; without one, the
 * note of a service whose image changes is removed
 * @throws ConfigError if the text is not a stack file
 */
export function setImages(
  text: string,
  project: string,
  images: Readonly<Record<string, string>>,
  note?: string,
): string {
  return editConfig(text, project, (config) => {
    const before = imagesOf(config, project);
    const named = Object.keys(images);
    const changed = named.filter((service) => own(before, service) !== images[service]);
    const noted = note !== undefined && changed.length === 0 ? named : changed;
    const notes = Object.fromEntries(noted.map((service) => [service, note]));
    const withImages = withEntries(config, `${project}:images`, images);
    return noted.some((service) => note !== undefined || Object.hasOwn(releaseNotesOf(config, project), service))
      ? withEntries(withImages, `${project}:releaseNotes`, notes)
      : withImages;
  });
}

/**
 * Writes image and release note that services had in a revision into a stack file.
 * @throws RolloutError if the revision did not have one of them
 */
export function restoreServices(
  text: string,
  project: string,
  target: StackValues,
  services: readonly string[],
): string {
  const [images, notes] = [imagesOf(target, project), releaseNotesOf(target, project)];
  const unknown = services.filter((service) => !Object.hasOwn(images, service));
  if (unknown.length > 0)
    throw new RolloutError(
      `that revision has no service ${unknown.join(", ")}; name some of ${Object.keys(images).join(", ")}`,
      EXIT.usage,
    );
  const entriesOf = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(services.map((service) => [service, own(values, service)]));
  return editConfig(text, project, (config) => {
    const withImages = withEntries(config, `${project}:images`, entriesOf(images));
    return services.some((service) => own(notes, service) !== own(releaseNotesOf(config, project), service))
      ? withEntries(withImages, `${project}:releaseNotes`, entriesOf(notes))
      : withImages;
  });
}

/** The engine keeps a number or a flag as text, so that `namespace: 2026` in a file is "2026" in the history. */
function isSame(key: string, inFile: unknown, inHistory: unknown): boolean {
  const isText = typeof inFile === "string" || typeof inFile === "number" || typeof inFile === "boolean";
  return isDeepStrictEqual(isText ? decodeValue(key, String(inFile)) : inFile, inHistory);
}

function withValue(config: StackValues, project: string, key: string, target: StackValues, defaults: StackValues) {
  const full = `${project}:${key}`;
  const wanted = target[full];
  if (wanted === SECRET || wanted === UNDECRYPTABLE)
    throw new RolloutError(`${key} of that revision is encrypted; write its value into the stack file by hand`);
  if (full in config && isSame(key, config[full], wanted)) return config;
  const isDefault = wanted === undefined || isDeepStrictEqual(wanted, defaults[full]);
  return isDefault ? without(config, full) : { ...config, [full]: wanted };
}

function withSecret(config: StackValues, project: string, path: string, leaf: Ciphertext | undefined): StackValues {
  const key = `${project}:secrets`;
  const secrets = mapOf(config[key]);
  if (ciphertext.safeParse(secrets).success)
    throw new RolloutError(
      "secrets is encrypted as a whole; set each by pulumi config set --secret --path 'secrets.<service>.<NAME>'",
    );
  const [owner = "", name = ""] = path.split(".");
  const entries = withEntries(secrets, owner, { [name]: leaf });
  return withEntries(config, key, { [owner]: own(entries, owner) });
}

/**
 * Writes the values that a revision had into a stack file: every key of the schema but the cluster. Only what differs is
 * touched, down to single leaves and items, so that comments, order and the ciphertext of other secrets stay.
 *
 * @param target - config of the revision, as its history entry has it
 * @throws ConfigError if the text is not a stack file, or is written in a way that cannot be edited in place
 */
export function restoreValues(
  text: string,
  project: string,
  target: StackValues,
  { projectDefaults, secretLeaves = {}, isOtherProgram = false }: RestoreOptions,
): string {
  return editConfig(text, project, (config) => {
    const unknown = isOtherProgram ? [...keysOf(config, project), ...keysOf(target, project)] : [];
    const keys = [...new Set([...KEYS, ...unknown])].filter((key) => key !== "cluster" && key !== "secrets");
    const restored = keys.reduce((edited, key) => withValue(edited, project, key, target, projectDefaults), config);
    return Object.entries(secretLeaves).reduce(
      (edited, [path, leaf]) => withSecret(edited, project, path, leaf),
      restored,
    );
  });
}
