import { RolloutError } from "../../../config/errors";
import { TOKEN_PATTERN } from "../../cloudflare/token";

/** Where Cloudflare's API is, and what opens it. */
export interface CloudflareSettings {
  readonly baseUrl: string;
  readonly apiToken: string;
}

const OFFICIAL = "https://api.cloudflare.com/client/v4";

/**
 * Reads the settings of a Configure request; what it does not say comes from the environment.
 *
 * @throws RolloutError if there is no token, or one that Cloudflare cannot have made
 */
export function cloudflareSettings(read: (name: string) => string | undefined): CloudflareSettings {
  const apiToken = read("cloudflare:config:apiToken") ?? process.env["CLOUDFLARE_API_TOKEN"] ?? "";
  const baseUrl = read("cloudflare:config:baseUrl") ?? process.env["CLOUDFLARE_BASE_URL"] ?? OFFICIAL;
  if (!TOKEN_PATTERN.test(apiToken))
    throw new RolloutError(
      `cloudflare: no usable API token, got ${apiToken.length} characters; set CLOUDFLARE_API_TOKEN to one of 40 to 80 letters, digits, "-" and "_"`,
    );
  return { baseUrl: baseUrl.replace(/\/+$/, ""), apiToken };
}
