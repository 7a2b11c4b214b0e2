import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { ConfigError } from "../config/errors";
import { problemReport } from "../config/parse";
import { formatPath, type Problem } from "../config/problem";
import { suggest } from "../config/suggest";

/** A stack as its project folder describes it. */
export interface StackFile {
  readonly project: string;
  /** Folder of the program: the project folder, or where Pulumi.yaml's `main` points. */
  readonly programDirectory: string;
  readonly stack: string;
  /** Values as the CLI hands them to a program: strings as they are, everything else as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The same values as the file holds them, with every secret masked. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Values of Pulumi.yaml, which every stack shares. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Keys that hold a secret; its value is masked. */
  readonly secretKeys: readonly string[];
}

// "config:" without keys is null to YAML.
const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((values) => values ?? {});
const projectSchema = z.looseObject({ name: z.string(), main: z.string().default("."), config: keys });
const stackSchema = z.looseObject({ config: keys });
const secure = z.strictObject({ secure: z.string() });

/** Names of the stacks of a project folder, those of a lower environment first. */
export function stackNames(directory: string): string[] {
  const ORDER = ["dev", "staging", "prod"];
  const rank = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return readdirSync(directory)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Whether a folder has a stack file of that name. */
export function hasStack(directory: string, stack: string): boolean {
  return existsSync(join(directory, `Pulumi.${stack}.yaml`));
}

function readYaml<T>(
  directory: string,
  file: string,
  schema: z.ZodType<T>,
  text = readFileSync(join(directory, file), "utf8"),
): T {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new ConfigError(`${file} is not valid YAML: ${error.message}`);
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (!parsed.success) throw new ConfigError(`${file} is not a Pulumi file; write a map with "config:" in it`);
  return parsed.data;
}

function holdsSecret(value: unknown): boolean {
  if (secure.safeParse(value).success) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

/** Stands for a secret: another ciphertext is another placeholder, so that a change shows and the value does not. */
function placeholder(ciphertext: string): string {
  return `[secret ${createHash("sha256").update(ciphertext).digest("hex").slice(0, 8)}]`;
}

function masked(value: unknown): unknown {
  const secret = secure.safeParse(value);
  if (secret.success) return placeholder(secret.data.secure);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

function encode(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

// A plain value beside encrypted ones is told apart in the file only: the engine marks the whole key as secret.
function unencrypted(value: unknown, path: readonly string[]): Problem[] {
  if (secure.safeParse(value).success) return [];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, item]) => unencrypted(item, [...path, key]));
  return [
    {
      path: formatPath(path),
      wrong: "is not encrypted",
      got: value,
      instead: `run pulumi config set --secret --path '${path.join(".")}'`,
    },
  ];
}

/**
 * Reads the config of a stack as the program will see it, with every secret masked.
 * @param directory - the project folder, with Pulumi.yaml in it
 * @param text - what to read instead of the stack file in the folder
 * @throws ConfigError if there is no such stack file, it is not YAML, or a value under `secrets` is not encrypted
 */
export function readStackFile(directory: string, stack: string, text?: string): StackFile {
  const file = `Pulumi.${stack}.yaml`;
  if (!hasStack(directory, stack))
    throw new ConfigError(`there is no stack file ${file}; ${suggest(stack, stackNames(directory), "")}`);
  const { name: project, main, config: defaults } = readYaml(directory, "Pulumi.yaml", projectSchema);
  const { config } = readYaml(directory, file, stackSchema, text);
  const problems = unencrypted(config[`${project}:secrets`] ?? {}, ["secrets"]);
  if (problems.length > 0) throw new ConfigError(problemReport(file, problems));

  const shared = projectDefaults(defaults, project);
  const given = Object.entries({ ...shared, ...config });
  const values = given.map(([key, value]) => [key, masked(value)] as const);
  return {
    project,
    programDirectory: resolve(directory, main),
    stack,
    config: Object.fromEntries(values.map(([key, value]) => [key, encode(value)])),
    values: Object.fromEntries(values),
    defaults: shared,
    secretKeys: given.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
  };
}

// Keys of Pulumi.yaml may leave the project's name out, and wrap lists and maps in "value".
function projectDefaults(defaults: Readonly<Record<string, unknown>>, project: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(defaults).map(([key, entry]) => {
      const wrapped = z.looseObject({ value: z.unknown() }).safeParse(entry);
      const value: unknown = wrapped.success && typeof entry === "object" ? wrapped.data.value : entry;
      return [key.includes(":") ? key : `${project}:${key}`, value];
    }),
  );
}
