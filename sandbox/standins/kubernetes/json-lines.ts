import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { toPlain, type Plain } from "../protocol/plain";

/** The values of a stream that holds one JSON document a line. */
export async function* jsonLines(stream: Readable): AsyncGenerator<Plain> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() !== "") yield toPlain(JSON.parse(line));
  }
}
