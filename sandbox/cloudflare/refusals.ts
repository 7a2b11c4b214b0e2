import type { Refusal } from "./api";

/**
 * What the emulator says no with. Unless its comment says otherwise, each is what the real API was seen to answer; the issue
 * or pull request named there shows it. Since October 2024 the cause stands in `errors` itself, no longer in the `error_chain` of a
 * 1004 (cloudflare/cloudflare-docs#15317).
 */

const sameName = "https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/";

function refusal(status: number, code: number, message: string): Refusal {
  return { status, error: { code, message } };
}

/** No credentials at all. cloudflare/cloudflare-python#2678. */
export const MISSING_CREDENTIALS = refusal(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers");

/** An Authorization header that cannot hold a token. jeessy2/ddns-go#916. */
export const MALFORMED_TOKEN: Refusal = {
  status: 400,
  error: {
    code: 6003,
    message: "Invalid request headers",
    error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
  },
};

/**
 * A token that may not do this: a wrong one, or one that does not reach the zone. cloudflare/cloudflare-docs#13405; for an
 * unknown zone, cloudflare/terraform-provider-cloudflare#913.
 */
export const NOT_AUTHORISED = refusal(403, 10000, "Authentication error");

/** The answer of the token check to a wrong token; every other path answers 10000. */
export const INVALID_TOKEN = refusal(401, 1000, "Invalid API Token");

/** A path that does not exist. cloudflare/cf-terraforming#254. */
export const NO_ROUTE = refusal(400, 7000, "No route for that URI");

/** An identifier that is not 32 hexadecimal digits. 5aaee9/Dnsflare#46; the status is not in the reports. */
export function unroutable(path: string): Refusal {
  return refusal(404, 7003, `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`);
}

/** A body that is not declared as JSON. timothymiller/cloudflare-ddns#61. */
export const NOT_JSON = refusal(400, 9207, "Content-type must be application/json.");

/** A body that is not JSON, or has a field of the wrong kind. favonia/cloudflare-ddns#1026. */
export const INVALID_BODY = refusal(400, 9207, "Request body is invalid.");

/** onedr0p/cluster-template#355; the status is a 404, since the provider takes the record for deleted. */
export const NO_SUCH_RECORD = refusal(404, 81044, "Record does not exist.");

/** An empty name too. timothymiller/cloudflare-ddns#91, cisagov/manage.get.gov#5244. */
export const INVALID_NAME = refusal(400, 9000, "DNS name is invalid.");

/** simplesurance/cfdns#17. */
export const INVALID_A = refusal(400, 9005, "Content for A record must be a valid IPv4 address.");

/** wherelse/cloudflare-ddns-script#15. */
export const INVALID_AAAA = refusal(400, 9006, "Content for AAAA record must be a valid IPv6 address.");

/** An address too. kubernetes-sigs/external-dns#2409, stephenou/fruitionsite#79. */
export const INVALID_CNAME = refusal(400, 9007, "Content for CNAME record is invalid.");

/** The sentence and the number are in several error lists; no report shows a whole answer. */
export const CNAME_TO_ITSELF = refusal(400, 9039, "CNAME content cannot reference itself.");

/** cisagov/manage.get.gov#5244. */
export const CONTENT_TOO_LONG = refusal(
  400,
  9015,
  "Record content exceeds the allowed length of 4096 wire format bytes.",
);

/** A ttl that is no number too. timothymiller/cloudflare-ddns#179, cloudflare/python-cloudflare#63. */
export const INVALID_TTL = refusal(400, 9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic.");

/** stephenou/fruitionsite#104. */
export const NOT_PROXIABLE = refusal(400, 9004, "This record type cannot be proxied.");

/** DNSControl/dnscontrol#4776. */
export function notAProxyTarget(content: string): Refusal {
  return refusal(400, 9003, `Target ${content} is not allowed for a proxied record.`);
}

/** The limit of the Free plan. STRRL/cloudflare-tunnel-ingress-controller#168. */
export const COMMENT_TOO_LONG = refusal(400, 9313, "DNS record comment exceeds the maximum length of 100 characters.");

/** The Free plan has no tags. kubernetes-sigs/external-dns#3706. */
export function tooManyTags(count: number): Refusal {
  return refusal(400, 9300, `DNS record has ${count} tags, exceeding the quota of 0.`);
}

/**
 * What the real API turns down with a number that nobody reported, and what the emulator alone does not do. 1004 is the
 * general "DNS Validation Error" of the years before 2024.
 */
export function invalid(cause: string): Refusal {
  return refusal(400, 1004, `DNS Validation Error: ${cause}`);
}

/**
 * A CNAME where an address record or a CNAME is, an equal CNAME included: creating the very same one again answers this, not
 * 81058 (justmiles/traefik-cloudflare-tunnel#5).
 */
export const HOST_TAKEN = refusal(
  400,
  81053,
  `An A, AAAA, or CNAME record with that host already exists. For more details, refer to <${sameName}>.`,
);

/** An address record where a CNAME is. jeessy2/ddns-go#1557, favonia/cloudflare-ddns#990. */
export const HOST_IS_CNAME = refusal(
  400,
  81054,
  `A CNAME record with that host already exists. For more details, refer to <${sameName}>.`,
);

/**
 * Same type, name and content. jeessy2/ddns-go#1378. Before 2023 this was 81057 "The record already exists.", which the API
 * no longer answers (simplesurance/cfdns#17), so neither does the emulator.
 */
export const IDENTICAL_RECORD = refusal(400, 81058, "An identical record already exists.");

/**
 * The emulator's own: the state file cannot be written. Not a 5xx, which the provider would ask again for minutes before the
 * user reads the reason.
 */
export function notSaved(cause: string): Refusal {
  return refusal(400, 1000, `The emulator cannot save its state: ${cause}`);
}
