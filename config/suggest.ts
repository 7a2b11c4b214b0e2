import { closest, distance } from "fastest-levenshtein";

/** A known name within this many edits is taken for a typing mistake. */
const MAX_EDITS = 3;

/**
 * "did you mean X?" where a known name is close to what was typed, otherwise the list of known names.
 * @param alternative - what can be done instead, after a comma; nothing where there is only the list
 */
export function suggest(typed: string, known: readonly string[], alternative = ", or remove it"): string {
  if (known.length === 0) return "remove it";
  const candidate = closest(typed, known);
  if (distance(typed, candidate) <= Math.min(MAX_EDITS, candidate.length - 1)) return `did you mean "${candidate}"?`;
  return `write one of ${known.map((name) => `"${name}"`).join(", ")}${alternative}`;
}
