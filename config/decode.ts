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

/**
 * The value of a key however a stack file writes it. The CLI makes texts of numbers and flags whenever it writes the file
 * (`protect: "true"`, when it adds a salt for one), and so does its history.
 */
export function canonicalValue(key: string, value: unknown): unknown {
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar ? decodeValue(key, String(value)) : value;
}
