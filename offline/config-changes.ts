import { z } from "zod";
import { diffFields, type FieldChange } from "./field-diff";

/** A list whose order means nothing, in two versions. `undefined` where there is no such list. */
export interface ListChange {
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

/** The image of one service in two versions. `undefined` where there is no such service. */
export interface ImageChange {
  readonly service: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What differs between two versions of a stack's config, sorted by what a reviewer asks for. */
export interface ConfigChanges {
  /** Hosts that the environment answers to; `undefined` if they are the same. */
  readonly hosts: ListChange | undefined;
  /** Networks that may call; `undefined` if they are the same. Without a list everyone may. */
  readonly allow: ListChange | undefined;
  /** Networks that may not call; `undefined` if they are the same. */
  readonly deny: ListChange | undefined;
  /** Images that differ, in the order of the stack file. */
  readonly images: readonly ImageChange[];
  /** Every other value that differs. Keys of the project itself go without its name. */
  readonly keys: readonly FieldChange[];
}

/** Values of a stack's config by key (`outsrc:images`), as the stack file holds them. Secrets are masked. */
export type ConfigValues = Readonly<Record<string, unknown>>;

const list = z.array(z.string()).optional().catch(undefined);
const record = z.record(z.string(), z.unknown()).catch({});
const restrictionSchema = z.looseObject({ allow: list, deny: list }).catch({});

function compareLists(before: readonly string[] | undefined, after: readonly string[] | undefined) {
  const same =
    (before === undefined) === (after === undefined) &&
    new Set([...(before ?? []), ...(after ?? [])]).size === new Set(before).size &&
    new Set(before).size === new Set(after).size;
  return same ? undefined : { before, after };
}

function compareImages(before: unknown, after: unknown): ImageChange[] {
  const [old, now] = [record.parse(before), record.parse(after)];
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((service) => ({ service, before: text(old[service]), after: text(now[service]) }))
    .filter((image) => image.before !== image.after);
}

/** The values without those that have a place of their own in `ConfigChanges`. */
function others(values: ConfigValues, project: string): Record<string, unknown> {
  const [own, ofRestriction] = [new Set(["hosts", "images"]), new Set(["allow", "deny"])];
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
      if (own.has(name)) return [];
      if (name !== "ipRestriction") return [[name, value]];
      const rest = Object.entries(record.parse(value)).filter(([field]) => !ofRestriction.has(field));
      return rest.length > 0 ? [[name, Object.fromEntries(rest)]] : [];
    }),
  );
}

/**
 * Compares two versions of a stack's config.
 *
 * @param project - the project's name, which its own keys begin with
 * @param before - `{}` for a stack that there was not
 */
export function diffConfig(project: string, before: ConfigValues, after: ConfigValues): ConfigChanges {
  const at = (values: ConfigValues, key: string) => values[`${project}:${key}`];
  const [was, is] = [before, after].map((values) => restrictionSchema.parse(at(values, "ipRestriction")));
  return {
    hosts: compareLists(list.parse(at(before, "hosts")), list.parse(at(after, "hosts"))),
    allow: compareLists(was?.allow, is?.allow),
    deny: compareLists(was?.deny, is?.deny),
    images: compareImages(at(before, "images"), at(after, "images")),
    keys: diffFields(others(before, project), others(after, project)),
  };
}
