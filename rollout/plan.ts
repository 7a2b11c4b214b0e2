import type { ConfigDiff } from "./config-diff";
import type { ClusterConnection, Step } from "./steps";
import type { StackValues } from "./update";

/** What an update would do, as shown before anything happens. */
export interface Plan {
  readonly stack: string;
  /** Against the newest revision. */
  readonly config: ConfigDiff;
  /** What would be done to resources; the cluster and Cloudflare were read for it. */
  readonly steps: readonly Step[];
  /** Number that the update would get; `undefined` if it would change nothing. */
  readonly wouldBe: number | undefined;
  /** Revision that a later `undo` would return to; `undefined` if there is none. */
  readonly undoTo: number | undefined;
  /** How the program reaches its cluster. */
  readonly connection: ClusterConnection | undefined;
  /** The config that was looked at, with the defaults of Pulumi.yaml. */
  readonly values: StackValues;
}

/** The part of a plan that is for people's eyes, and for `--json`. */
export function shownPlan({ stack, config, steps, wouldBe, undoTo }: Plan) {
  return { stack, config, steps, wouldBe, undoTo };
}
