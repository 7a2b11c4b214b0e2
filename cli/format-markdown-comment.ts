import { bullets, formatSection, foldedDiff, type Section } from "./format-markdown";
import { code, codeBlock, cutLines, shareOut } from "./markdown";
import type { PullRequestPreview } from "./markdown-preview";

/** Characters that GitHub takes for one comment. */
export const MAX_COMMENT_LENGTH = 65_536;

/** First line of every comment, which GitHub does not show: by it the comment is found again. */
export const COMMENT_MARKER = "<!-- rollout: preview -->";

/** A stack that could not be previewed, and why. */
export interface FailedPreview {
  readonly stack: string;
  /** What to put right. */
  readonly problem: string;
}

/** What a pull request would do to all stacks. */
export interface PullRequestComment {
  /** One for each stack that it can affect. */
  readonly previews: readonly (PullRequestPreview | FailedPreview)[];
  readonly unaffected: readonly string[];
  /** Stacks whose file it deletes. */
  readonly deleted: readonly string[];
}

function sectionOf(preview: PullRequestPreview | FailedPreview): Section {
  if (!("problem" in preview)) return formatSection(preview);
  const { stack, problem } = preview;
  // An excerpt of a file stands between empty lines, and means something only in its columns.
  const text = problem.includes("\n\n")
    ? codeBlock(problem.trim())
    : bullets(problem.split("\n").map((line) => code(line.trim())));
  const important = `## ${code(stack)}: cannot be previewed\n\n${text}`;
  return { important, diff: "", command: `npx rollout preview ${stack} --offline` };
}

function introduction({ previews, unaffected, deleted }: PullRequestComment): string[] {
  const orphaned = "nothing is deleted with it: what the stack deployed stays, until somebody runs `pulumi destroy`";
  return [
    ...(previews.length === 0 ? ["No environment is affected by this pull request."] : []),
    ...deleted.map((stack) => `The file of the stack ${code(stack)} is deleted, but ${orphaned}.`),
    ...(previews.length > 0 && unaffected.length > 0 ? [`Not affected: ${unaffected.map(code).join(", ")}.`] : []),
  ];
}

/** Cuts texts so that together they are no longer than a budget. Each is told how many lines it lacks, and where they are. */
function fit(texts: readonly string[], budget: number, commands: readonly string[]): string[] {
  const lengths = texts.map((text) => text.length);
  const shares = shareOut(lengths, budget);
  return texts.map((text, i) =>
    cutLines(text, shares[i] ?? 0, (missing) => `… ${missing} lines left out; see: ${commands[i] ?? ""}`),
  );
}

const lengthOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0);

/**
 * The comment of one pull request: every stack's section, shortened where together they are longer than a comment may be.
 * The full diffs are cut first, the longest before the others; what must not be missed only if it alone is too long.
 */
export function formatComment(comment: PullRequestComment, limit = MAX_COMMENT_LENGTH): string {
  const sections = comment.previews.map(sectionOf);
  const assemble = (importants: readonly string[], diffs: readonly string[]) =>
    [
      COMMENT_MARKER,
      ...introduction(comment),
      ...importants.flatMap((important, i) => [important, foldedDiff(diffs[i] ?? "")]),
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  const [importants, diffs] = [sections.map(({ important }) => important), sections.map(({ diff }) => diff)];
  const commands = sections.map(({ command }) => command);

  const whole = assemble(importants, diffs);
  if (whole.length <= limit) return whole;
  const cut = assemble(importants, fit(diffs, limit - (whole.length - lengthOf(diffs)), commands));
  if (cut.length <= limit) return cut;
  const alone = importants.map(
    (important, i) => `${important}\n\nThe full diff is left out; see: ${commands[i] ?? ""}`,
  );
  const overhead = assemble(alone, []).length - lengthOf(alone);
  const least = assemble(fit(alone, limit - overhead, commands), []);
  return cutLines(least, limit, (missing) => `… ${missing} lines left out; see: npx rollout preview`);
}

/** One stack's section on its own, as `rollout preview --markdown` prints it. */
export function formatStack(preview: PullRequestPreview): string {
  const { important, diff } = formatSection(preview);
  return [important, foldedDiff(diff)].filter((part) => part !== "").join("\n\n");
}
