/** One thing that is wrong with a stack's configuration. */
export interface Problem {
  /** Where, as typed in the stack file: `ipRestriction.allow[2]`. */
  readonly path: string;
  /** What is wrong, without a final period: `has no mask`. */
  readonly wrong: string;
  /** The value that was found; `undefined` where there is none. */
  readonly got: unknown;
  /** What to write instead: `write "10.0.0.1/32"`. */
  readonly instead: string;
}

/** A problem of a value on its own: where it stands is known by whoever asked. */
export type Finding = Pick<Problem, "wrong" | "instead">;

/** Path segments in the notation of the stack file: `["hosts", 0]` is `hosts[0]`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  return segments
    .map((segment, i) => (typeof segment === "number" ? `[${segment}]` : `${i > 0 ? "." : ""}${String(segment)}`))
    .join("");
}

/** `<path>: <what is wrong>, got <JSON>; <what to write instead>`. Values under `secrets` are never printed. */
export function formatProblem({ path, wrong, got, instead }: Problem): string {
  const secret = path === "secrets" || path.startsWith("secrets.");
  const shown = got === undefined ? "nothing" : secret ? "[secret]" : JSON.stringify(got);
  return `${path}: ${wrong}, got ${shown}; ${instead}`;
}
