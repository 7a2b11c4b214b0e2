const NUMBER = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

const NAMES = new Set(["cpu", "memory", "storage", "ephemeral-storage", "sizeLimit", "averageValue", "divisor"]);

function factorOf(suffix: string): number {
  return suffix.endsWith("i") ? 1024 ** BINARY.indexOf(suffix) : 1000 ** (DECIMAL.indexOf(suffix) - 3);
}

function amountOf(text: string): number | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, digits = "", exponent = "", suffix = ""] = match;
  return Number(digits + exponent) * factorOf(suffix);
}

/**
 * Whether two values of a field are the same amount. The API server rewrites amounts, `1000m` to `1` for one, which is no
 * change of anything.
 */
export function isSameAmount(field: string | number | undefined, one: unknown, other: unknown): boolean {
  if (typeof field !== "string" || !NAMES.has(field)) return false;
  const amount = amountOf(String(one));
  return amount !== undefined && amount === amountOf(String(other));
}
