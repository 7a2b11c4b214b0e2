import type { Cause } from "./diagnosis/cause";
import type { Evidence } from "./evidence";
import type { EngineProblem } from "./steps";

/** What is known of a failure. */
export interface Failure {
  /** Why pods cannot become ready; empty if nothing of that kind stands in the way. */
  readonly causes: readonly Cause[];
  /** What the engine complained about. */
  readonly problems: readonly EngineProblem[];
  /** Collected before anything is rolled back; `undefined` where there were no causes. */
  readonly evidence: Evidence | undefined;
}
