import { onlyWaits, type Step } from "../rollout/steps";
import { formatField } from "./format-diff";

/** Kind of the object that a step is about: `Deployment`. */
export function kindOf({ type }: Step): string {
  return type.slice(type.lastIndexOf(":") + 1).replace(/^.*\//, "");
}

/** What a step does, in one of four words. */
export function verbOf({ operation }: Step): "replace" | "delete" | "update" | "create" {
  if (/replace/.test(operation)) return "replace";
  if (/delete/.test(operation)) return "delete";
  return operation === "create" || operation === "import" ? "create" : "update";
}

const SIGNS = { replace: "+-", delete: "- ", update: "~ ", create: "+ " } as const;
const ORDER = ["replace", "delete", "update", "create"] as const;

/**
 * What is done to objects, replaces and deletes first, in an order that is always the same: the engine's own depends on which
 * of them was ready first. Components and a replacement's single steps are left out.
 */
export function visibleSteps(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  const visible = steps.filter((step) => {
    const isObject = /^(kubernetes|cloudflare):/.test(step.type);
    const key = `${verbOf(step)} ${step.urn}`;
    if (!isObject || onlyWaits(step) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const place = (step: Step) => `${ORDER.indexOf(verbOf(step))} ${kindOf(step)} ${step.name}`;
  return visible.sort((a, b) => place(a).localeCompare(place(b)));
}

/** One line for each object, with the fields that change below it. */
export function stepLines(steps: readonly Step[]): string[] {
  return visibleSteps(steps).map((step) => {
    const verb = verbOf(step);
    const name = step.object?.name ?? step.name;
    return [`  ${SIGNS[verb]} ${verb} ${kindOf(step)} ${name}`, ...step.changes.map(formatField)].join("\n");
  });
}

/** `1 to replace, 2 to update`; empty where nothing would be done. */
export function stepSummary(steps: readonly Step[]): string {
  const visible = visibleSteps(steps);
  return ORDER.map((verb) => ({ verb, count: visible.filter((step) => verbOf(step) === verb).length }))
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} to ${verb}`)
    .join(", ");
}
