import type { Plan } from "../rollout/plan";
import { historyOf, newestRevision } from "../rollout/revisions";
import type { Session } from "../rollout/session";
import { mapOf } from "../rollout/stack-values";
import { UNDECRYPTABLE } from "../rollout/update";

/** The secrets of two configs: in the place of each value a mask, the same one for the same value. */
export interface MaskedSecrets {
  readonly before: unknown;
  readonly after: unknown;
}

/** Masks secrets so that nothing but a change of one can be told from them. */
export function maskedSecrets(before: unknown, after: unknown): MaskedSecrets {
  const masks = new Map<string, string>();
  const mask = (value: unknown): unknown => {
    if (value === undefined) return undefined;
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(mapOf(value)).map(([key, item]) => [key, mask(item)]));
    const text = JSON.stringify(value);
    const known = masks.get(text) ?? `[secret ${masks.size}]`;
    masks.set(text, known);
    return known;
  };
  return { before: mask(before), after: mask(after) };
}

/**
 * The secrets of the newest revision, and those that a plan would deploy.
 * @returns `undefined` if there are none, or if they can no longer be decrypted
 */
export async function readSecrets(
  { engine, project }: Session,
  { values }: Pick<Plan, "values">,
): Promise<MaskedSecrets | undefined> {
  const key = `${project}:secrets`;
  const updates = await engine.history({ withSecrets: true });
  const before = newestRevision(historyOf(updates, project))?.update.config[key];
  if (before === UNDECRYPTABLE) return undefined;
  const after = values[key] === undefined ? undefined : (await engine.decrypted())[key];
  return maskedSecrets(before, after === undefined ? undefined : JSON.parse(after));
}
