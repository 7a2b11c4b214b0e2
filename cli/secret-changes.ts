import { mapLeaves } from "../rollout/config-path";
import type { Plan } from "../rollout/plan";
import { historyOf, newestRevision } from "../rollout/revisions";
import type { Session } from "../rollout/session";
import { UNDECRYPTABLE, type Update } from "../rollout/update";

/** The secrets of two configs: in the place of each value a mask, the same one for the same value. */
export interface MaskedSecrets {
  readonly before: unknown;
  readonly after: unknown;
}

/** Masks secrets so that nothing but a change of one can be told from them. */
export function maskedSecrets(before: unknown, after: unknown): MaskedSecrets {
  const masks = new Map<string, string>();
  const mask = (value: unknown) => {
    if (value === undefined) return undefined;
    const text = JSON.stringify(value);
    const known = masks.get(text) ?? `[secret ${masks.size}]`;
    masks.set(text, known);
    return known;
  };
  return { before: mapLeaves(before, mask), after: mapLeaves(after, mask) };
}

/**
 * The secrets of the newest revision, and those that a plan would deploy.
 *
 * @param updates - the whole history, its secrets encrypted
 * @returns `undefined` if there are none, or if they can no longer be decrypted
 */
export async function readSecrets(
  { engine, project }: Session,
  { values }: Pick<Plan, "values">,
  updates: readonly Update[],
): Promise<MaskedSecrets | undefined> {
  const key = `${project}:secrets`;
  const secretsIn = (history: readonly Update[]) => newestRevision(historyOf(history, project))?.update.config[key];
  if (secretsIn(updates) === undefined && values[key] === undefined) return undefined;
  const before = secretsIn(await engine.history({ withSecrets: true }));
  if (before === UNDECRYPTABLE) return undefined;
  const after = values[key] === undefined ? undefined : (await engine.decrypted())[key];
  return maskedSecrets(before, after === undefined ? undefined : JSON.parse(after));
}
