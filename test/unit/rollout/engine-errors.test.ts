import assert from "node:assert/strict";
import { EXIT } from "../../../config/errors";
import { complaintsOf, openingFailure } from "../../../rollout/engine-errors";

/** An error of the Automation API: what the CLI printed stands in it twice. */
function automationError(printed: string): string {
  return `code: -2\n stdout: \n stderr: ${printed}\n err?: Error: ${printed}\n    at exec (cmd.ts:238:15)\n`;
}

const SELECT = "Command failed with exit code 3: pulumi stack select --stack dev --non-interactive";
const ELSEWHERE = "or, for the stacks of the sandbox, add -C .sandbox";

/** [what keeps a stack from being opened, what the CLI printed, what the user reads] */
const failures: [string, string, string][] = [
  [
    "no CLI",
    "Command failed with ENOENT: pulumi version\nspawn pulumi ENOENT",
    `cannot open dev: there is no Pulumi CLI on PATH; install it (https://www.pulumi.com/docs/install/), ${ELSEWHERE}`,
  ],
  [
    "no login",
    `${SELECT}\nerror: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions`,
    `cannot open dev: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions; run pulumi login, ${ELSEWHERE}`,
  ],
  [
    "a backend that is not there",
    `${SELECT}\nerror: unable to open state directory "file:///none": stat /none: no such file or directory`,
    'cannot open dev: unable to open state directory "file:///none": stat /none: no such file or directory',
  ],
];

describe("an engine that cannot open a stack", () => {
  for (const [what, printed, text] of failures)
    it(`because of ${what} says so in one line`, () => {
      const cause = new Error("from the Automation API");
      const failure = openingFailure("dev", automationError(printed), cause);
      assert.deepEqual([failure.message, failure.exitCode, failure.cause], [text, EXIT.usage, cause]);
    });

  it("gives all that it knows where the CLI names no error", () => {
    assert.equal(openingFailure("dev", "code: 7", undefined).message, "cannot open dev: code: 7");
  });
});

describe("the CLI's own words", () => {
  it("are each error once, in order", () => {
    assert.deepEqual(complaintsOf(automationError(`${SELECT}\nerror: one\n  error: two `)), ["one", "two"]);
  });

  it("are all lines of what a program refuses, without its stack trace", () => {
    const refusal = "Pulumi.dev.yaml has 2 problems:\n      hosts: is missing\n      images: names nobody";
    const told = "Pulumi.dev.yaml has 2 problems:\n  hosts: is missing\n  images: names nobody";
    const printed = `${SELECT}\nDiagnostics:\n    error: ${refusal}\n    error: ${refusal}\n        at run (index.ts:1:1)\n`;
    assert.deepEqual(complaintsOf(automationError(printed)), [told]);
  });
});
