import type { Drift } from "../rollout/drift";
import { authorText, byObject, differences, valueText } from "./format-drift";
import { code, cutLines } from "./markdown";

// GitHub takes 65,536 characters for an issue; a mask in the place of a short secret makes the text longer.
const MAX_LENGTH = 64_000;

function item(drift: Drift): string {
  const { field, state, declared, live } = drift;
  if (field === undefined) return `- is missing; by ${authorText(drift)}`;
  const author = drift.by && !drift.pending ? code(authorText(drift)) : authorText(drift);
  const was = state === "added" ? "not declared" : `declared ${code(valueText(declared))}`;
  const is = state === "removed" ? "not there" : `live ${code(valueText(live))}`;
  return `- ${code(field)}: ${was}, ${is}; by ${author}`;
}

/** What has drifted, as the body of an issue. */
export function formatDriftMarkdown(stack: string, drifts: readonly Drift[]): string {
  if (drifts.length === 0) return `${code(stack)}: all is as declared.`;
  const text = [
    `${code(stack)} has ${differences(drifts)} from what it declares.`,
    ...[...byObject(drifts)].flatMap(([object, found]) => ["", `**${code(object)}**`, "", ...found.map(item)]),
    "",
    `${code(`rollout drift ${stack} --fix`)} puts it right. To keep a change, write it into ${code(`Pulumi.${stack}.yaml`)}.`,
  ].join("\n");
  return cutLines(text, MAX_LENGTH, (missing) => `\n${missing} more lines: ${code(`rollout drift ${stack}`)}`);
}
