import type { Plan } from "../rollout/plan";
import { configLines } from "./format-config-diff";
import { stepLines, stepSummary } from "./format-steps";

function revisionPart({ wouldBe, undoTo }: Plan): string {
  if (wouldBe === undefined) return "no changes";
  const back = undoTo === undefined ? "there is no earlier one to undo to" : `undo would return to ${undoTo}`;
  return `would be revision ${wouldBe}; ${back}`;
}

/** What an update would do, for people: images and config keys first, then objects, replaces and deletes first. */
export function planLines(plan: Plan): string[] {
  const counts = stepSummary(plan.steps);
  return [
    `${plan.stack}: ${counts === "" ? "" : `${counts}; `}${revisionPart(plan)}`,
    ...configLines(plan.config).map((line) => `  ${line}`),
    ...stepLines(plan.steps),
  ];
}
