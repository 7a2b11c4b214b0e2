const MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as people write it: `90s`, `30m`, `24h`, `7d`; `undefined` for anything else. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (MS[unit] ?? 0);
}
