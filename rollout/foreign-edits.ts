import { isDeepStrictEqual } from "node:util";
import { diffConfigs, isUnchanged, type ConfigDiff } from "./config-diff";
import type { StackValues, Update } from "./update";

/** What the values of a stack file are made of beside the file. */
export interface Surroundings {
  /** Name of the Pulumi project, which prefixes the keys. */
  readonly project: string;
  /** Values of Pulumi.yaml, by full key. They may have changed since an update, which is no edit of the stack file. */
  readonly defaults: StackValues;
}

/**
 * Edits to a stack file that no update in the history holds: somebody typed them and has not deployed them, so that an undo
 * would lose them. The cluster does not count, nor do keys of providers, nor secrets that were not decrypted.
 *
 * @param current - values of the stack file, with the defaults of Pulumi.yaml
 * @param updates - the whole history, newest first; a failed update holds its values as well
 * @returns what differs from the newest update; `undefined` where some update has these very values
 */
export function foreignEdits(
  current: StackValues,
  updates: readonly Update[],
  { project, defaults }: Surroundings,
): ConfigDiff | undefined {
  // Keys of providers are never restored, so that none of their edits is lost.
  const isTyped = (key: string) =>
    key.startsWith(`${project}:`) && !(key in defaults && isDeepStrictEqual(current[key], defaults[key]));
  const typed = (values: StackValues) => Object.fromEntries(Object.entries(values).filter(([key]) => isTyped(key)));
  let newest: ConfigDiff | undefined;
  for (const { config } of updates.filter(({ kind }) => kind === "update")) {
    const difference = diffConfigs(typed(config), typed(current), project);
    if (isUnchanged(difference)) return undefined;
    newest ??= difference;
  }
  return newest ?? diffConfigs({}, typed(current), project);
}
