import { itRejects, dns, withKeys, type Refusal } from "../../support/refusals";

const refusals: Refusal[] = [
  [
    "a host that is not fully qualified and lower case",
    withKeys({ hosts: ["Dev.outsrc.dev.", "dev", "*.outsrc.dev"] }),
    [
      'hosts[0]: is not a fully qualified host name in lower case, got "Dev.outsrc.dev."; write "dev.outsrc.dev"',
      'hosts[1]: is not a fully qualified host name in lower case, got "dev"; write "dev.outsrc.dev"',
      'hosts[2]: is a wildcard, which an HTTP-01 solver cannot prove, got "*.outsrc.dev"; write each host by its name',
    ],
  ],
  [
    "the same host twice",
    withKeys({ hosts: ["dev.outsrc.dev", "dev.outsrc.dev"] }),
    ['hosts: names a host twice, got ["dev.outsrc.dev","dev.outsrc.dev"]; write each host once'],
  ],
  ["no host", withKeys({ hosts: [] }), ['hosts: is empty, got []; write a value such as ["dev.outsrc.dev"]']],
  [
    "a host outside of the zone, and one that is its own target",
    withKeys({ hosts: ["outsrc.example", "proxy.outsrc.dev"], dns }),
    [
      'hosts[0]: is outside of the zone outsrc.dev, got "outsrc.example"; write a host such as "dev.outsrc.dev"',
      'hosts[1]: is the target of its own CNAME, got "proxy.outsrc.dev"; write the host that users type',
    ],
  ],
  [
    "every kind of bad range in an allow list, all at once (TRAP 4)",
    withKeys({
      ipRestriction: {
        allow: ["10.0.0.1", "10.0.0.1/8", "::ffff:10.0.0.1/128", "10.0.0.0/33", "office", "2001:db8::1"],
      },
    }),
    [
      'ipRestriction.allow[0]: has no mask, got "10.0.0.1"; write "10.0.0.1/32"',
      'ipRestriction.allow[1]: has bits set after its mask, got "10.0.0.1/8"; write "10.0.0.0/8"',
      'ipRestriction.allow[2]: is an IPv4 address mapped into IPv6, got "::ffff:10.0.0.1/128"; write the IPv4 form "10.0.0.1/32"',
      'ipRestriction.allow[3]: has an impossible mask, got "10.0.0.0/33"; write a number from 0 to 32 after the "/"',
      'ipRestriction.allow[4]: is not an address range, got "office"; write CIDR notation, such as "203.0.113.0/24"',
      'ipRestriction.allow[5]: has no mask, got "2001:db8::1"; write "2001:db8::1/128"',
    ],
  ],
  [
    "an allow list that admits everyone (TRAP 4)",
    withKeys({ ipRestriction: { allow: ["0.0.0.0/0"] } }),
    [
      'ipRestriction.allow: admits everyone, got ["0.0.0.0/0"]; name the networks that may call; to let everyone in, remove ipRestriction',
    ],
  ],
  [
    "an empty allow list, which Kong takes for everyone (TRAP 4)",
    withKeys({ ipRestriction: { allow: [] } }),
    ['ipRestriction.allow: is empty, got []; write a value such as ["203.0.113.0/24"]'],
  ],
  [
    "a restriction without a list (TRAP 4)",
    withKeys({ ipRestriction: {} }),
    ['ipRestriction: restricts nothing, got {}; write "allow" or "deny"; to let everyone in, remove ipRestriction'],
  ],
  [
    "proxied hosts with an ip restriction, unless Kong trusts Cloudflare (TRAP 7)",
    withKeys({ dns: { ...dns, proxied: true }, ipRestriction: { allow: ["203.0.113.0/24"] } }),
    [
      'dns.proxied: hides the client\'s address from the ip restriction, got true; write "proxied": false, or state "kongTrustsCloudflare": true once Kong is set up for it',
    ],
  ],
  [
    "a ttl for proxied records",
    withKeys({ dns: { ...dns, proxied: true, ttl: 300 } }),
    ['dns.ttl: is set for proxied records, whose ttl is automatic, got 300; remove it, or write "proxied": false'],
  ],
  [
    "a ttl that Cloudflare refuses",
    withKeys({ dns: { ...dns, ttl: 30 } }),
    ["dns.ttl: is below 60, got 30; write a value such as 300"],
  ],
  [
    "a zone by id and by name",
    withKeys({ dns: { ...dns, zoneId: "0".repeat(32) } }),
    [
      `dns: must have either "zoneId" or "zone", got ${JSON.stringify({ ...dns, zoneId: "0".repeat(32) })}; write the zone's id as "zoneId", or its name as "zone"`,
    ],
  ],
  [
    "a lock without keys",
    withKeys({ plugins: { "key-auth": {} } }),
    [
      "plugins.key-auth: would refuse everyone, since no consumer has a key, got {}; run pulumi config set --secret --path 'secrets.key-auth.partner'",
    ],
  ],
  [
    "keys without a lock",
    withKeys({ secrets: { "key-auth": { partner: "canary" } } }),
    [
      'secrets.key-auth: has keys that nothing asks for, got [secret]; write "key-auth": {} under plugins, or remove them',
    ],
  ],
  [
    "rate limits that Kong refuses",
    withKeys({ plugins: { "rate-limiting": { minute: 60, hour: 30 } } }),
    [
      'plugins.rate-limiting: allows fewer requests in a longer period than in a shorter one, which Kong refuses, got {"minute":60,"hour":30}; raise the limit of the longer period',
    ],
  ],
  [
    "a rate limit without a limit, and counters that need a database",
    withKeys({ plugins: { "rate-limiting": { policy: "cluster" } } }),
    [
      'plugins.rate-limiting.policy: is not a known key, got "cluster"; write one of "second", "minute", "hour", "day", "month", "year", "limit_by", "fault_tolerant", or remove it',
      'plugins.rate-limiting: sets no limit, got {"policy":"cluster"}; write at least one of "second", "minute", "hour", "day", "month", "year"',
    ],
  ],
  [
    "cors for everyone with credentials",
    withKeys({ plugins: { cors: { origins: ["*"], credentials: true } } }),
    [
      'plugins.cors.origins: admits every origin with credentials, which browsers refuse, got ["*"]; name the origins, such as ["https://app.outsrc.dev"], or drop "credentials"',
    ],
  ],
  [
    "a maintenance page with a message and a body",
    withKeys({ plugins: { "request-termination": { message: "down", body: "<h1>down</h1>" } } }),
    [
      'plugins.request-termination.message: stands beside a body, and Kong takes one of them, got "down"; keep either "message", or "content_type" and "body"',
    ],
  ],
];

describe("a stack file's hosts, records and plugins", () => {
  itRejects(refusals);
});
