const LONGEST = 400;

/**
 * A text as one line of bearable length. It is cut between words only: half a secret would escape whoever looks for the
 * whole one to hide it.
 */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).replace(/\S*$/, "")}…`;
}

// Node, Python, Java, Go and most loggers; a stack trace's own lines are indented.
const TELLING = /^(?=\S).*\b(?:\w*Error|\w*Exception|panic|fatal)\b/i;

/**
 * The line of a container's last words that says most: the last one that names an error, which in Java and Python is the
 * root cause, else the last one at all.
 */
export function tellingLine(text: string | undefined): string | undefined {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  const line = lines.findLast((candidate) => TELLING.test(candidate)) ?? lines.at(-1);
  return line === undefined ? undefined : oneLine(line);
}
