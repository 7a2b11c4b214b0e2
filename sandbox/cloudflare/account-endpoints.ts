import { createHash } from "node:crypto";
import { success } from "./api";
import type { Call, Outcome } from "./call";

/** Where Cloudflare answers from; allow lists are made of these. Taken from https://www.cloudflare.com/ips/. */
const IPV4 = [
  "173.245.48.0/20",
  "103.21.244.0/22",
  "103.22.200.0/22",
  "103.31.4.0/22",
  "141.101.64.0/18",
  "108.162.192.0/18",
  "190.93.240.0/20",
  "188.114.96.0/20",
  "197.234.240.0/22",
  "198.41.128.0/17",
  "162.158.0.0/15",
  "104.16.0.0/13",
  "104.24.0.0/14",
  "172.64.0.0/13",
  "131.0.72.0/22",
];

const IPV6 = [
  "2400:cb00::/32",
  "2606:4700::/32",
  "2803:f800::/32",
  "2405:b500::/32",
  "2405:8100::/32",
  "2a06:98c0::/29",
  "2c0f:f248::/32",
];

/** `GET /ips` */
export function listIps(): Outcome {
  const etag = createHash("md5")
    .update([...IPV4, ...IPV6].join())
    .digest("hex");
  return { answer: success({ ipv4_cidrs: IPV4, ipv6_cidrs: IPV6, etag }) };
}

/** `GET /user/tokens/verify` */
export function verifyToken({ surroundings }: Call): Outcome {
  const messages = [{ code: 10000, message: "This API Token is valid and active", type: null }];
  return { answer: success({ id: surroundings.tokenId, status: "active" }, { messages }) };
}
