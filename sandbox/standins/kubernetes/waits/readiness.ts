/** How far an object is. */
export interface Readiness {
  readonly ready: boolean;
  /** What is still missing; what a failed wait gives as its reasons. */
  readonly problems: readonly string[];
}

/** Nothing is missing. */
export const READY: Readiness = { ready: true, problems: [] };

/** Ready if there is no problem. */
export function readyUnless(problems: readonly string[]): Readiness {
  return { ready: problems.length === 0, problems };
}
