import { z } from "zod";
import { decodeValue } from "../config/decode";
import { RolloutError } from "../config/errors";
import { formatPath } from "../config/problem";

/** Config values by key, keys as in the stack file (`outsrc:images`), values as it holds them. */
export type StackValues = Readonly<Record<string, unknown>>;

/** Says what it stands for wherever it is printed. */
class Blank {
  constructor(private readonly text: string) {}

  toJSON(): string {
    return this.text;
  }
}

/** Takes the place of a value that is encrypted and was not asked for. One nested secret blanks its whole key. */
export const SECRET = Object.freeze(new Blank("[secret]"));

/** Takes the place of a value that can no longer be decrypted. */
export const UNDECRYPTABLE = Object.freeze(new Blank("[secret that can no longer be decrypted]"));

/** One entry of a stack's history. */
export interface Update {
  /** `update`, `refresh`, `destroy`, `import`, `resource-import`, `rename` … */
  readonly kind: string;
  /** A cancelled update is a failed one. */
  readonly result: "succeeded" | "failed" | "in-progress" | "not-started";
  readonly startedAt: Date;
  /** `undefined` while it runs. */
  readonly endedAt: Date | undefined;
  /** The change cause in the first line, then trailers; the title of the git commit where none was given. */
  readonly message: string;
  /** The config as deployed: with the defaults of Pulumi.yaml, and with the `pulumi:` keys. */
  readonly config: StackValues;
  /** What the CLI noted of its surroundings: `git.head`, `git.dirty`, `git.author`, `ci.system`, `ci.build.number` … */
  readonly environment: Readonly<Record<string, string>>;
  /** Number of resources by what was done to them: `same`, `create`, `update`, `delete`, `replace` … */
  readonly resourceChanges: Readonly<Record<string, number>>;
}

// What the CLI prints for such a value (pulumi: pkg/cmd/pulumi/stack/stack_history.go).
const UNDECRYPTED_TEXT = "ERROR_UNABLE_TO_DECRYPT";

const configValue = z.looseObject({
  value: z.string().optional(),
  objectValue: z.unknown().optional(),
  secret: z.boolean().default(false),
});

const updateSchema = z.looseObject({
  kind: z.string(),
  startTime: z.coerce.date(),
  endTime: z.coerce.date().optional(),
  message: z.string().default(""),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z.record(z.string(), configValue).nullish(),
  result: z.enum(["succeeded", "failed", "in-progress", "not-started"]),
  resourceChanges: z.record(z.string(), z.number()).nullish(),
});

function valueOf(key: string, { value, objectValue, secret }: z.output<typeof configValue>): unknown {
  if (value === UNDECRYPTED_TEXT && secret) return UNDECRYPTABLE;
  if (value === undefined) return secret ? SECRET : objectValue;
  return objectValue ?? decodeValue(key.slice(key.lastIndexOf(":") + 1), value);
}

function updateOf(entry: z.output<typeof updateSchema>): Update {
  const config = Object.entries(entry.config ?? {}).map(([key, value]): [string, unknown] => [
    key,
    valueOf(key, value),
  ]);
  return {
    kind: entry.kind,
    result: entry.result,
    startedAt: entry.startTime,
    endedAt: entry.endTime,
    message: entry.message,
    config: Object.fromEntries(config),
    environment: entry.environment ?? {},
    resourceChanges: entry.resourceChanges ?? {},
  };
}

/**
 * Reads what `pulumi stack history --json` prints, in its order: the newest first.
 *
 * @param json - the parsed output of the CLI, or what the Automation API makes of it
 * @throws RolloutError if it has another shape
 */
export function parseUpdates(json: unknown): Update[] {
  const parsed = z.array(updateSchema).safeParse(json);
  if (parsed.success) return parsed.data.map(updateOf);
  const [issue] = parsed.error.issues;
  throw new RolloutError(
    `cannot read the stack's history: ${formatPath(issue?.path ?? [])}: ${issue?.message ?? "malformed"}; ` +
      "use a release 3 of the Pulumi CLI",
  );
}
