import { statSync } from "node:fs";

import { z } from "zod";

import { readIfExists } from "../files";

const DIGESTS = z.record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/));

let last: { key: string; digests: Readonly<Record<string, string>> } | undefined;

/**
 * The digests that tags stand for, from a file that may change at any time: a tag that moves in a registry is a changed
 * line here. A file that is missing or cannot be read names none.
 */
export function readDigests(path: string): Readonly<Record<string, string>> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return {};
  const key = `${path}\0${stat.mtimeMs}\0${stat.size}`;
  if (last?.key !== key) {
    const parsed = DIGESTS.safeParse(parseJson(readIfExists(path) ?? ""));
    last = { key, digests: parsed.data ?? {} };
  }
  return last.digests;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
