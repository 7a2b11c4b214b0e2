import assert from "node:assert/strict";
import type { z } from "zod";
import {
  consumerName,
  fileName,
  host,
  line,
  namespaceName,
  objectName,
  quantity,
  serviceName,
  variableName,
} from "../../../config/fields";
import { valueAt } from "../../../config/issues";

const LONGEST_LABEL = "a".repeat(63);
const LONGEST_HOST = [LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL, "a".repeat(61)].join(".");

/** [the field, its schema, what it takes, what it refuses] */
const fields: [string, z.ZodType, string[], string[]][] = [
  [
    "serviceName",
    serviceName,
    ["a", "front", "front-2", LONGEST_LABEL],
    ["", "2nd", "-a", "a-", "Front", "a.b", "a_b", `${LONGEST_LABEL}a`, "front\n"],
  ],
  [
    "namespaceName",
    namespaceName,
    ["outsrc", "outsrc-dev", "2nd", "kubernetes", LONGEST_LABEL],
    ["", "Outsrc", "a.b", "a-", "default", "kube-system", "kube-outsrc", `${LONGEST_LABEL}a`],
  ],
  [
    "objectName",
    objectName,
    ["letsencrypt-production", "2nd", "a.b-c.d", LONGEST_HOST],
    ["", "A", "a_b", ".a", "a.", "-a", `${LONGEST_HOST}a`, "a..b", "a.-b", "a-.b"],
  ],
  [
    "host",
    host,
    ["outsrc.dev", "dev.outsrc.dev", "a-b.c", "1password.com", "xn--bcher-kva.example", LONGEST_HOST],
    [
      "",
      "dev",
      "dev.",
      "Dev.outsrc.dev",
      "*.outsrc.dev",
      "a..b",
      "-a.b",
      "a_b.c",
      `${LONGEST_LABEL}a.b`,
      `${LONGEST_HOST}a`,
      "https://outsrc.dev",
      "outsrc.dev:443",
      "203.0.113.7",
    ],
  ],
  [
    "variableName",
    variableName,
    ["A", "_", "LOG_LEVEL", "logLevel2"],
    ["", "2ND", "LOG-LEVEL", "LOG.LEVEL", "LOG LEVEL", "A=B", "A\n"],
  ],
  ["consumerName", consumerName, ["partner", "2nd", "a-b"], ["", "Partner", "a_b", "a.b", "-a", `${LONGEST_LABEL}a`]],
  [
    "fileName",
    fileName,
    ["app.yaml", ".env", "a_b-c", "A.B", "x".repeat(253)],
    ["", ".", "..", "..data", "a/b", "a b", "ä", "x".repeat(254)],
  ],
  ["quantity", quantity, ["1", "250m", "256Mi"], ["", "-1", "1K", "a lot", "1e3"]],
  ["line(5)", line(5), ["a", "a b", "äöüß."], ["", "abcdef", "a\nb", "a\rb", "a\n"]],
];

describe("fields", () => {
  for (const [field, schema, accepted, refused] of fields) {
    for (const value of accepted)
      it(`${field} accepts ${shown(value)}`, () => {
        assert.deepEqual(schema.safeParse(value), { success: true, data: value });
      });
    for (const value of refused)
      it(`${field} rejects ${shown(value)}`, () => {
        assert.equal(schema.safeParse(value).success, false);
      });
  }

  it("repairs a host that is only spelled differently, and shows an example for any other", () => {
    const advice = (value: string) =>
      host.safeParse(value).error?.issues.map((issue): unknown => valueAt(issue, ["params", "instead"]));
    assert.deepEqual(advice("Dev.Outsrc.dev."), ['write "dev.outsrc.dev"']);
    assert.deepEqual(advice("dev outsrc"), ['write "dev.outsrc.dev"']);
  });
});

function shown(value: string): string {
  return value.length > 40
    ? `${JSON.stringify(value.slice(0, 8))} and so on, ${value.length} characters`
    : JSON.stringify(value);
}
