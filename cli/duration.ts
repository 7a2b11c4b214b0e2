import { InvalidArgumentError } from "commander";

const MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration as people type it: `90s`, `10m`, `1h`; a bare number is seconds.
 * @throws InvalidArgumentError for anything else
 */
export function parseDuration(text: string): number {
  const [, amount, unit = "s"] = /^(\d+)([smh])?$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError("write a duration such as 90s, 10m or 1h");
  return Number(amount) * (MS[unit] ?? 1_000);
}
