import { z } from "zod";
import { checkCidr } from "./cidr";
import { durationMs } from "./duration";
import { checkImage } from "./image";
import type { Finding } from "./problem";
import { parseQuantity } from "./quantity";

/** Text that a function examines; an issue carries what is wrong as its message and what to write as a parameter. */
function text(examine: (value: string) => Finding | undefined) {
  return z.string().superRefine((value, ctx) => {
    const finding = examine(value);
    if (finding) ctx.addIssue({ code: "custom", message: finding.wrong, params: { instead: finding.instead } });
  });
}

function matching(pattern: RegExp, maxLength: number, wrong: string, instead: string) {
  return text((value) => (pattern.test(value) && value.length <= maxLength ? undefined : { wrong, instead }));
}

/** A rule about a value as a whole. */
export interface Rule<G extends z.ZodType> {
  /** The parts that the rule looks at. Where they are absent or malformed the rule has nothing to say. */
  readonly given: G;
  readonly holds: (given: z.output<G>) => boolean;
  /** Where a breach is reported, relative to the value; the value itself by default. */
  readonly path?: PropertyKey[];
  readonly wrong: string;
  readonly instead: string;
}

/** Adds a rule to a schema. It is checked even where other parts of the value are wrong, so that all is told at once. */
export function withRule<T extends z.ZodType, G extends z.ZodType>(schema: T, rule: Rule<G>): T {
  return schema.refine(
    (value: unknown) => {
      const given = rule.given.safeParse(value);
      return !given.success || rule.holds(given.data);
    },
    { when: () => true, error: rule.wrong, path: rule.path ?? [], params: { instead: rule.instead } },
  );
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** A name that Kubernetes takes for a Service (RFC 1035): it is also the Deployment's name and a label's value. */
export const serviceName = matching(
  /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
  63,
  "is a name that Kubernetes refuses for a Service",
  "write at most 63 lower-case letters, digits and hyphens, starting with a letter",
);

/** A Kubernetes namespace of our own (RFC 1123 label). */
export const namespaceName = text((value) => {
  if (!LABEL.test(value) || value.length > 63)
    return {
      wrong: "is a name that Kubernetes refuses for a Namespace",
      instead: "write at most 63 lower-case letters, digits and hyphens",
    };
  if (value === "default" || value.startsWith("kube-"))
    return { wrong: "belongs to Kubernetes itself", instead: "write a namespace of your own" };
  return undefined;
});

/** Namespace of somebody else (RFC 1123 label). */
export const foreignNamespace = matching(
  LABEL,
  63,
  "is not the name of a Namespace",
  "write lower-case letters, digits and hyphens",
);

/** Name of an object that exists outside of the stack (RFC 1123 subdomain). */
export const objectName = matching(
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
  253,
  "is not the name of a Kubernetes object",
  "write lower-case letters, digits, hyphens and dots",
);

/** A fully qualified host name in lower case. */
export const host = text((value) => {
  const labels = value.split(".");
  if (value.startsWith("*."))
    return { wrong: "is a wildcard, which an HTTP-01 solver cannot prove", instead: "write each host by its name" };
  if (/^[0-9]+$/.test(labels.at(-1) ?? ""))
    return { wrong: "is an address, and Kubernetes takes host names only", instead: 'write "dev.outsrc.dev"' };
  if (value.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label) && label.length <= 63))
    return undefined;
  const repaired = value.toLowerCase().replace(/\.$/, "");
  const valid =
    repaired !== value && repaired.split(".").length >= 2 && repaired.split(".").every((l) => LABEL.test(l));
  return {
    wrong: "is not a fully qualified host name in lower case",
    instead: `write ${JSON.stringify(valid ? repaired : "dev.outsrc.dev")}`,
  };
});

/** Container image reference with a tag and, where the stack wants it, a digest. */
export const image = text(checkImage);

/** Network in CIDR notation. */
export const cidr = text(checkCidr);

/** Kubernetes resource quantity, such as `250m` or `256Mi`. */
export const quantity = text((value) =>
  parseQuantity(value) === undefined
    ? { wrong: "is not a resource quantity", instead: 'write a quantity, such as "250m" or "256Mi"' }
    : undefined,
);

/** Span of time, such as `30m` or `24h`. */
export const duration = text((value) =>
  durationMs(value) === undefined
    ? { wrong: "is not a duration", instead: 'write a duration, such as "30m", "24h" or "7d"' }
    : undefined,
);

/** Name of an environment variable. */
export const variableName = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  253,
  "is not the name of an environment variable",
  "write letters, digits and underscores, not starting with a digit",
);

/** Name of a client of the API, which is also the name of a Kubernetes object (RFC 1123 label). */
export const consumerName = matching(
  LABEL,
  63,
  "is not the name of a consumer",
  "write lower-case letters, digits and hyphens",
);

/** Name of a file that a ConfigMap can hold. */
export const fileName = matching(
  /^(?!\.$|\.\.)[-._a-zA-Z0-9]+$/,
  253,
  "is not a file name that a ConfigMap can hold",
  "write letters, digits, hyphens, underscores and dots",
);

/** A text of one line, at most `maxLength` characters. */
export function line(maxLength: number) {
  return matching(/^[^\r\n]+$/, maxLength, `is not one line of 1 to ${maxLength} characters`, "write one line of text");
}
