import { z } from "zod";
import { line, withRule } from "./fields";

// Field names and defaults under each type are Kong's own (developer.konghq.com/plugins), so its documentation applies.

const limit = (unit: string) =>
  z
    .int()
    .min(1)
    .optional()
    .meta({ description: `Requests that one client may send per ${unit}.`, examples: [60] });

const PERIODS = ["second", "minute", "hour", "day", "month", "year"] as const;

const periods = z.looseObject(Object.fromEntries(PERIODS.map((period) => [period, z.number().optional()])));

const limitsOf = (given: z.output<typeof periods>): number[] =>
  PERIODS.flatMap((period) => {
    const value = given[period];
    return typeof value === "number" ? [value] : [];
  });

const rateLimiting = withRule(
  withRule(
    z.strictObject({
      second: limit("second"),
      minute: limit("minute"),
      hour: limit("hour"),
      day: limit("day"),
      month: limit("month"),
      year: limit("year"),
      limit_by: z
        .enum(["ip", "consumer", "credential", "service", "path"])
        .default("ip")
        .meta({ description: "What counts as one client.", examples: ["ip"] }),
      fault_tolerant: z
        .boolean()
        .default(true)
        .meta({ description: "Whether requests pass while the counters cannot be read.", examples: [true] }),
    }),
    {
      given: periods,
      holds: (given) => limitsOf(given).length > 0,
      wrong: "sets no limit",
      instead: 'write at least one of "second", "minute", "hour", "day", "month", "year"',
    },
  ),
  {
    given: periods,
    holds: (given) => limitsOf(given).every((value, i, all) => i === 0 || value >= (all[i - 1] ?? 0)),
    wrong: "allows fewer requests in a longer period than in a shorter one, which Kong refuses",
    instead: "raise the limit of the longer period",
  },
);

const cors = withRule(
  z.strictObject({
    origins: z
      .array(line(2048))
      .min(1)
      .meta({ description: "Origins that browsers may call from.", examples: [["https://app.outsrc.dev"]] }),
    methods: z
      .array(z.enum(["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"]))
      .min(1)
      .optional()
      .meta({ description: "Methods that browsers may use; all by default.", examples: [["GET", "POST"]] }),
    headers: z
      .array(line(256))
      .optional()
      .meta({ description: "Request headers that browsers may send.", examples: [["Authorization"]] }),
    exposed_headers: z
      .array(line(256))
      .optional()
      .meta({ description: "Response headers that scripts may read.", examples: [["X-Request-Id"]] }),
    credentials: z
      .boolean()
      .default(false)
      .meta({ description: "Whether browsers may send cookies.", examples: [true] }),
    max_age: z
      .int()
      .min(0)
      .optional()
      .meta({ description: "Seconds that a preflight answer may be cached.", examples: [3600] }),
  }),
  {
    given: z.looseObject({ credentials: z.literal(true), origins: z.array(z.string()) }),
    holds: ({ origins }) => !origins.includes("*"),
    path: ["origins"],
    wrong: "admits every origin with credentials, which browsers refuse",
    instead: 'name the origins, such as ["https://app.outsrc.dev"], or drop "credentials"',
  },
);

const requestSizeLimiting = z.strictObject({
  allowed_payload_size: z
    .int()
    .min(1)
    .default(128)
    .meta({ description: "Largest request body that is let through, in `size_unit`.", examples: [10] }),
  size_unit: z
    .enum(["megabytes", "kilobytes", "bytes"])
    .default("megabytes")
    .meta({ description: "Unit of `allowed_payload_size`.", examples: ["megabytes"] }),
  require_content_length: z
    .boolean()
    .default(false)
    .meta({ description: "Whether requests without a Content-Length are refused.", examples: [true] }),
});

const keyAuth = z.strictObject({
  key_names: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z0-9_-]+$/)
        .meta({ examples: ["apikey"] }),
    )
    .min(1)
    .default(["apikey"])
    .meta({ description: "Header or query parameter that carries the key.", examples: [["apikey"]] }),
  hide_credentials: z
    .boolean()
    .default(true)
    .meta({ description: "Whether the key is removed before the request reaches the service.", examples: [true] }),
});

const requestTermination = withRule(
  withRule(
    z.strictObject({
      status_code: z
        .int()
        .min(100)
        .max(599)
        .default(503)
        .meta({ description: "HTTP status of the page.", examples: [503] }),
      message: line(1024)
        .optional()
        .meta({ description: "Text of a JSON answer.", examples: ["down for maintenance until 04:00 UTC"] }),
      content_type: line(256)
        .optional()
        .meta({ description: "Content type of `body`.", examples: ["text/html; charset=utf-8"] }),
      body: z
        .string()
        .optional()
        .meta({ description: "The page itself.", examples: ["<h1>Back at 04:00 UTC</h1>"] }),
    }),
    {
      given: z.looseObject({
        message: z.unknown().optional(),
        content_type: z.unknown().optional(),
        body: z.unknown().optional(),
      }),
      holds: ({ message, content_type, body }) =>
        message === undefined || (content_type === undefined && body === undefined),
      path: ["message"],
      wrong: "stands beside a body, and Kong takes one of them",
      instead: 'keep either "message", or "content_type" and "body"',
    },
  ),
  {
    given: z.looseObject({ content_type: z.string() }),
    holds: ({ body }) => body !== undefined,
    path: ["content_type"],
    wrong: "has no body to describe",
    instead: 'write "body" as well, or remove it',
  },
);

/** Kong plugins for every host and path of the ingress, by type. The IP check has a key of its own. */
export const pluginsSchema = z
  .strictObject({
    "rate-limiting": rateLimiting.optional().meta({ description: "Limits the requests of one client." }),
    cors: cors.optional().meta({ description: "Lets browsers call from other origins." }),
    "request-size-limiting": requestSizeLimiting.optional().meta({ description: "Limits the size of a request." }),
    "key-auth": keyAuth.optional().meta({
      description: "Asks every client for a key. The keys are `secrets.key-auth`, by consumer.",
    }),
    "request-termination": requestTermination.optional().meta({
      description: "Answers every request with a maintenance page. Remove it to open again.",
    }),
  })
  .meta({ description: "Other Kong plugins for the whole ingress, by type, with Kong's own field names." });
