// Control and format characters: with them a value could end its line, or show its letters in another order.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Any text as inline code, in which neither Markdown nor HTML means anything. Not for the cells of a table. */
export function code(text: string): string {
  const shown = visible(text);
  const delimiter = "`".repeat(longestRun(shown) + 1);
  const padding = /^[` ]|[` ]$/.test(shown) || shown === "" ? " " : "";
  return `${delimiter}${padding}${shown}${padding}${delimiter}`;
}

/** Any lines as a block of code, in which neither Markdown nor HTML means anything. */
export function codeBlock(lines: string): string {
  const shown = lines.split("\n").map(visible).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}text\n${shown}\n${fence}`;
}

/**
 * Divides a budget among texts so that the longest are cut first: nobody gets more than they need, and whoever is cut gets
 * no less than anyone else.
 */
export function shareOut(lengths: readonly number[], budget: number): number[] {
  const shares = lengths.map(() => 0);
  let left = Math.max(0, budget);
  const ascending = [...lengths.entries()].sort(([, a], [, b]) => a - b);
  for (const [served, [index, length]] of ascending.entries()) {
    const share = Math.min(length, Math.floor(left / (lengths.length - served)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

/** As many whole lines as fit into a length, the last of which says how many are missing. */
export function cutLines(text: string, length: number, note: (missing: number) => string): string {
  if (text.length <= length) return text;
  const lines = text.split("\n");
  let kept = 0;
  let used = note(lines.length).length;
  for (const line of lines) {
    used += line.length + 1;
    if (used > length) break;
    kept += 1;
  }
  return [...lines.slice(0, kept), note(lines.length - kept)].join("\n");
}
