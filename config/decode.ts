import { stackSchema } from "./schema";

/**
 * The value of a config key as the stack file holds it. The engine keeps strings as they are, and everything else as JSON;
 * which of the two a text is, the schema tells.
 *
 * @param key - without the project: `protect`
 * @example decodeValue("protect", "true") // true
 */
export function decodeValue(key: string, text: string): unknown {
  const [, field] = Object.entries(stackSchema.shape).find(([name]) => name === key) ?? [];
  if (field?.safeParse(text).success) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
