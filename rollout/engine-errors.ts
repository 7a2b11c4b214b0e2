import { EXIT, RolloutError } from "../config/errors";

/** The backend does not have the stack. */
export class NeverDeployed extends RolloutError {
  constructor(stack: string) {
    super(`${stack} was never deployed to this backend; run rollout up ${stack}`, EXIT.usage);
  }
}

const ELSEWHERE = "or, for the stacks of the sandbox, add -C .sandbox";

// Further lines of an error are indented below it; so is a stack trace.
const COMPLAINT = /^( *)error: (.*(?:\n\1 {2,}(?! |at |error: ).*)*)/gm;

/**
 * The CLI's own words, each error once, without the command line and the stack trace that the Automation API adds to them.
 *
 * @param message - of the Automation API's error, with all that the CLI printed
 */
export function complaintsOf(message: string): string[] {
  const complaints = [...message.matchAll(COMPLAINT)].map(([, indent = "", complaint = ""]) =>
    complaint.replaceAll(`\n${indent}`, "\n").trim(),
  );
  return [...new Set(complaints)];
}

/**
 * Why a stack could not be opened, for people.
 *
 * @param message - of the Automation API's error, with all that the CLI printed
 */
export function openingFailure(stack: string, message: string, cause: unknown): RolloutError {
  const failure = (text: string) => new RolloutError(`cannot open ${stack}: ${text}`, EXIT.usage, { cause });
  if (/^spawn .*pulumi\S* ENOENT$/m.test(message))
    return failure(`there is no Pulumi CLI on PATH; install it (https://www.pulumi.com/docs/install/), ${ELSEWHERE}`);
  const complaints = complaintsOf(message);
  if (complaints.length === 0) return failure(message);
  const needsLogin = complaints.some((complaint) => complaint.includes("PULUMI_ACCESS_TOKEN"));
  return failure([...complaints, ...(needsLogin ? [`run pulumi login, ${ELSEWHERE}`] : [])].join("; "));
}
