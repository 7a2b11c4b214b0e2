import { InvalidArgumentError } from "commander";
import { durationMs } from "../config/duration";

/**
 * Milliseconds of a duration as people type it: `90s`, `10m`, `1h`; a bare number is seconds.
 * @throws InvalidArgumentError for anything else
 */
export function parseDuration(text: string): number {
  const ms = durationMs(/^\d+$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw new InvalidArgumentError("write a duration such as 90s, 10m or 1h");
  return ms;
}
