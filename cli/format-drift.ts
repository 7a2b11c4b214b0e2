import type { Drift } from "../rollout/drift";

const MAX_VALUE_LENGTH = 200;

/** A value in one line: texts as they are, everything else as JSON, long ones cut. */
export function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}… (${text.length} characters)`;
}

/** Who made a difference, and when, as far as anybody knows. */
export function authorText({ by, pending, state }: Drift): string {
  if (pending) return "the stack, which was not deployed since";
  if (by) return by.at ? `${by.manager} at ${by.at.toISOString()}` : by.manager;
  return state === "missing"
    ? "unknown, since nobody records who deletes"
    : "unknown, since nobody records who removes";
}

/** `3 differences`. */
export function differences(drifts: readonly Drift[]): string {
  return drifts.length === 1 ? "1 difference" : `${drifts.length} differences`;
}

function lines(drift: Drift): string[] {
  const { field, state, declared, live } = drift;
  const by = `      by        ${authorText(drift)}`;
  if (field === undefined) return ["    is missing", by];
  return [
    `    ${field}${state === "changed" ? "" : ` (${state})`}`,
    `      declared  ${valueText(declared)}`,
    `      live      ${valueText(live)}`,
    by,
  ];
}

/** Differences by object, in the order in which they were found. */
export function byObject(drifts: readonly Drift[]): ReadonlyMap<string, readonly Drift[]> {
  const groups = new Map<string, Drift[]>();
  for (const drift of drifts) groups.set(drift.object, [...(groups.get(drift.object) ?? []), drift]);
  return groups;
}

/** What has drifted, as text. */
export function formatDrift(stack: string, drifts: readonly Drift[]): string {
  if (drifts.length === 0) return `${stack}: all is as declared`;
  return [
    `${stack}: ${differences(drifts)} from what the stack declares`,
    ...[...byObject(drifts)].flatMap(([object, found]) => [`  ${object}`, ...found.flatMap(lines)]),
  ].join("\n");
}
