import { InvalidArgumentError } from "commander";

/**
 * The number of a revision.
 * @throws InvalidArgumentError for anything else
 */
export function parseRevision(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("write the number of a revision, such as 3");
  return Number(text);
}
