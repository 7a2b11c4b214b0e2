/** A map of plain values. */
export type PlainObject = Readonly<Record<string, unknown>>;

// How the engine's protocol marks a secret (pulumi/pulumi, sdk/go/common/resource/sig).
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** What stands in the place of every secret value. The stack file's reader adds a fingerprint of the ciphertext. */
export const MASK = "[secret]";

const PLACEHOLDER = /^\[secret(?: [0-9a-f]+)?\]$/;

/** Whether a text stands in the place of a secret value. */
export function isMasked(text: string): boolean {
  return PLACEHOLDER.test(text);
}

function isObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mask(value: unknown, secret: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, secret));
  if (!isObject(value)) {
    const placeholder = typeof value === "string" && isMasked(value);
    return secret && !placeholder ? MASK : value;
  }
  if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) return mask(value["value"], true);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, secret)]));
}

/** The same values without the secret ones: maps and lists keep their shape, and every secret leaf becomes `MASK`. */
export function maskSecrets(inputs: unknown): PlainObject {
  const masked = mask(inputs, false);
  return isObject(masked) ? masked : {};
}
