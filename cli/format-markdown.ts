import type { FieldChange } from "../offline/field-diff";
import type { ListChange } from "../offline/config-changes";
import type { ResourceChange } from "../offline/stack-diff";
import { formatChange, formatCounts, formatNotes, formatObject, formatValues } from "./format-diff";
import { code, codeBlock } from "./markdown";
import { formatImage } from "./markdown-image";
import type { PullRequestPreview } from "./markdown-preview";

/** A stack's part of a comment. */
export interface Section {
  /** What a reviewer must not miss. */
  readonly important: string;
  /** Every resource and field, as `rollout preview` prints it; empty if nothing changes. */
  readonly diff: string;
  /** The command that prints all of `diff`. */
  readonly command: string;
}

const PLACEHOLDER = /\[secret[^\]]*\]/g;

/** The change without the fingerprints that stand for secrets: they tell the program that a secret differs, and nobody more. */
function veiled({ path, before, after }: FieldChange): FieldChange {
  const veil = (value: unknown): unknown =>
    value === undefined ? undefined : JSON.parse(JSON.stringify(value).replace(PLACEHOLDER, "(secret)"));
  const [old, now] = [veil(before), veil(after)];
  return { path, before: old, after: JSON.stringify(old) === JSON.stringify(now) ? "(changed)" : now };
}

/** A list. */
export const bullets = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join("\n");

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`**${title}**\n\n${bullets(lines)}`] : [];
}

/** Fields that are named of a replaced object; the full diff has them all. */
const MAX_FIELDS = 3;

function formatRemoval(change: ResourceChange): string {
  const paths = change.operation === "replace" ? change.fields.map(({ path }) => code(path)) : [];
  const more = paths.length > MAX_FIELDS ? ` and ${paths.length - MAX_FIELDS} more` : "";
  const why = paths.length > 0 ? `: ${paths.slice(0, MAX_FIELDS).join(", ")}${more}` : "";
  return `**${change.operation}** ${code(formatObject(change))}${formatNotes(change)}${why}`;
}

function formatList(change: ListChange | undefined, nothing: string): string[] {
  if (change === undefined) return [];
  const { before = [], after = [] } = change;
  const kept = after.filter((item) => before.includes(item)).map(code);
  return [
    ...after.filter((item) => !before.includes(item)).map((item) => `added ${code(item)}`),
    ...before.filter((item) => !after.includes(item)).map((item) => `removed ${code(item)}`),
    ...(kept.length > 0 ? [`as before: ${kept.join(", ")}`] : []),
    ...(change.before === undefined ? [`before: ${nothing}`] : []),
    ...(change.after === undefined ? [`now: ${nothing}`] : []),
  ];
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

type Deletes = NonNullable<PullRequestPreview["deletes"]>;

const isUnusual = ({ now, most, revisions }: Deletes) => revisions > 0 && now > most;

function formatUnusual({ most, revisions }: Deletes): string {
  const past = revisions === 1 ? "the only revision so far" : `any of the last ${revisions} revisions`;
  return `Unusual: more deletes than ${past} had (${most === 0 ? "none" : `at most ${most}`}).`;
}

function formatTypical({ now, most, revisions }: Deletes): string {
  if (now === 0) return " Typical: nothing is deleted.";
  const past = revisions === 1 ? "the only revision so far" : `the last ${revisions} revisions`;
  return ` Typical: ${past} had up to ${count(most, "delete")}.`;
}

/** Replaced objects of which nothing stays: for a while they are gone. */
const lostOf = ({ changes }: PullRequestPreview) =>
  changes.filter(({ operation, retained }) => operation === "replace" && !retained);

function formatWarnings(preview: PullRequestPreview): string[] {
  const { config, deletes, changes } = preview;
  const lost = lostOf(preview);
  const lines = [
    ...(config.allow?.before && !config.allow.after ? ["The allow list is given up: **everyone may call**."] : []),
    ...(deletes && isUnusual(deletes) ? [formatUnusual(deletes)] : []),
    ...(lost.length > 0 ? [`${count(lost.length, "object")} would be deleted and made anew.`] : []),
    ...(changes.some((change) => change.protected) ? ["Something protected would go: the engine will refuse."] : []),
  ];
  return lines.length > 0 ? [["> [!WARNING]", ...lines.map((line) => `> - ${line}`)].join("\n")] : [];
}

function formatRevision(preview: PullRequestPreview): string[] {
  const { revision, deletes } = preview;
  if (!revision) return [];
  const undo =
    revision.undoTo === undefined ? "there is nothing to undo to" : `undo would return to ${revision.undoTo}`;
  const isTypical = deletes && deletes.revisions > 0 && !isUnusual(deletes) && lostOf(preview).length === 0;
  return [`Would be revision ${revision.number}; ${undo}.${isTypical ? formatTypical(deletes) : ""}`];
}

function formatMode({ against }: PullRequestPreview): string[] {
  if (against.mode === "engine") return [];
  const base = code(against.base);
  if (against.mode === "never-deployed")
    return [`_Never deployed: an update would make all of it. Compared with what is declared at ${base}._`];
  const meaning = "what the program and the stack file say, not what the cluster runs";
  return [`_Offline, against ${base}: ${meaning}. Only the engine knows which revision it would be._`];
}

/** A stack's part of a comment: what must not be missed first, in the order in which it could do harm. */
export function formatSection(preview: PullRequestPreview): Section {
  const { stack, config, against } = preview;
  const changes = preview.changes.map((change) => ({ ...change, fields: change.fields.map(veiled) }));
  const removals = changes.filter(({ operation }) => operation === "replace" || operation === "delete");
  const keys = config.keys
    .map(veiled)
    .map(({ path, before, after }) => `${code(path)}: ${formatValues(before, after).map(code).join(" → ")}`);
  const important = [
    `## ${code(stack)}: ${formatCounts(preview)}`,
    ...formatMode(preview),
    ...formatWarnings(preview),
    ...titled("The cluster does not run what the stack says", (preview.mismatches ?? []).map(code)),
    ...titled("Replaced or deleted", removals.map(formatRemoval)),
    ...titled("Hosts", formatList(config.hosts, "none")),
    ...titled("Allow list", formatList(config.allow, "everyone may call")),
    ...titled("Deny list", formatList(config.deny, "nobody in particular is refused")),
    ...titled("Images", config.images.map(formatImage)),
    ...titled("Config", keys),
    ...formatRevision(preview),
  ].join("\n\n");
  const options = against.mode === "engine" ? "" : ` --offline --base ${against.base}`;
  return {
    important,
    diff: changes.map(formatChange).join("\n"),
    command: `npx rollout preview ${stack}${options}`,
  };
}

/** The full diff of a stack, folded away; empty if there is none. */
export function foldedDiff(diff: string): string {
  if (diff === "") return "";
  return `<details><summary>Every resource and field</summary>\n\n${codeBlock(diff)}\n\n</details>`;
}
