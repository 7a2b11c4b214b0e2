import type { Refusal } from "./api";
import { INVALID_TOKEN, MALFORMED_TOKEN, MISSING_CREDENTIALS, NOT_AUTHORISED } from "./refusals";

/** What a token must look like for the Pulumi provider to send it at all. */
export const TOKEN_PATTERN = /^[0-9A-Za-z_-]{40,80}$/;

/**
 * Why a request may not pass; nothing if it may.
 *
 * @param header - the Authorization header
 */
export function authenticate(path: string, header: string | undefined, token: string): Refusal | undefined {
  // The address ranges are public.
  if (path === "/ips") return undefined;
  if (header === undefined) return MISSING_CREDENTIALS;
  const given = /^Bearer (.*)$/i.exec(header)?.[1] ?? "";
  if (!TOKEN_PATTERN.test(given)) return MALFORMED_TOKEN;
  if (given === token) return undefined;
  return path === "/user/tokens/verify" ? INVALID_TOKEN : NOT_AUTHORISED;
}
