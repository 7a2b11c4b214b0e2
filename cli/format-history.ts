import Table from "cli-table3";
import { stringify } from "yaml";
import { parseMessage } from "../rollout/change-cause";
import type { ConfigDiff } from "../rollout/config-diff";
import type { HistoryEntry, Revision } from "../rollout/revisions";
import { versionOf } from "../rollout/stack-values";
import { configLines } from "./format-config-diff";

const NONE = "–";
const COLUMNS = ["REVISION", "WHEN", "WHO", "COMMIT", "RESULT", "IMAGES", "CHANGE-CAUSE"] as const;
const COMMIT_LENGTH = 7;

/** A table in columns, as kubectl prints one. */
function columns(rows: readonly (readonly string[])[]): string {
  const chars = Object.fromEntries(
    ["top", "bottom", "mid", "left", "right"].flatMap((side) =>
      ["", "-mid", "-left", "-right"].map((part): [string, string] => [side + part, ""]),
    ),
  );
  const table = new Table({
    chars: { ...chars, middle: "   ", "mid-mid": "" },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function time(date: Date): string {
  return date.toISOString().replace(/:\d\d\.\d{3}Z$/, "Z");
}

function whoText({ who }: HistoryEntry): string {
  if (!who) return NONE;
  return who.source === "git author" ? `${who.name} (git author)` : who.name;
}

function commitText({ commit }: HistoryEntry): string {
  return commit ? `${commit.id.slice(0, COMMIT_LENGTH)}${commit.dirty ? "-dirty" : ""}` : NONE;
}

function resultText({ update: { kind, result } }: HistoryEntry): string {
  return kind === "destroy" ? `destroy ${result}` : result;
}

function imagesText({ changedImages }: HistoryEntry): string {
  const changed = changedImages.map(({ service, after }) =>
    after === undefined ? `${service} removed` : `${service} ${versionOf(after)}`,
  );
  return changed.length > 0 ? changed.join(", ") : NONE;
}

function causeText({ cause, update }: HistoryEntry): string {
  const { forced } = parseMessage(update.message);
  return forced === undefined ? cause : `${cause} (forced: ${forced})`;
}

/** The history as a table, the newest last, as `kubectl rollout history` has it. */
export function formatHistory(history: readonly HistoryEntry[]): string {
  const rows = history.map((entry) => [
    entry.number === undefined ? NONE : String(entry.number),
    time(entry.update.startedAt),
    whoText(entry),
    commitText(entry),
    resultText(entry),
    imagesText(entry),
    causeText(entry),
  ]);
  return columns([COLUMNS, ...rows]);
}

/**
 * All that the history knows of one revision.
 * @param diff - against the revision before; `undefined` for the first one
 */
export function formatRevision(stack: string, revision: Revision, diff: ConfigDiff | undefined): string {
  const { number, update, durationSeconds, images } = revision;
  const facts = [
    ["cause", causeText(revision)],
    ["when", `${time(update.startedAt)}, ${durationSeconds ?? 0} s`],
    ["who", whoText(revision)],
    ["commit", revision.commit ? `${revision.commit.id}${revision.commit.dirty ? "-dirty" : ""}` : NONE],
    ...Object.entries(images).map(([service, image]) => [`image ${service}`, image]),
  ];
  const changes = diff ? configLines(diff) : [];
  return [
    `revision ${number} of ${stack}`,
    columns(facts),
    ...(diff
      ? ["", `against revision ${number - 1}:`, ...(changes.length > 0 ? changes : ["no change of config"])]
      : []),
    "",
    // Secrets say what they stand for only as JSON.
    stringify({ config: JSON.parse(JSON.stringify(update.config)) as unknown }, { lineWidth: 0 }).trimEnd(),
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}

/** An entry as JSON. The config is that of its update; secrets are blanked. */
export function historyJson(entry: HistoryEntry): Record<string, unknown> {
  const { number, update, images, changedImages, cause, who, commit, durationSeconds } = entry;
  const { kind, result, startedAt, endedAt, config, resourceChanges, message } = update;
  const { forced } = parseMessage(message);
  const [facts, times] = [
    { revision: number, kind, result, cause, forced, who, commit },
    { startedAt, endedAt, durationSeconds },
  ];
  return { ...facts, ...times, images, changedImages, resourceChanges, config };
}
