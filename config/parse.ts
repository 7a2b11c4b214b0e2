import type { ServiceDefinition } from "../services";
import { ConfigError } from "./errors";
import { describeIssues } from "./issues";
import { formatProblem, type Problem } from "./problem";
import { crossRules } from "./rules";
import { stackSchema, type StackConfig } from "./schema";
import { checkServices } from "./service-rules";

/** One report of all problems, each on its own line. `source` names what was read: `Pulumi.dev.yaml`. */
export function problemReport(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${source} has ${count}, so nothing was declared:`, ...problems.map((p) => `  ${formatProblem(p)}`)].join(
    "\n",
  );
}

/**
 * Checks a stack's configuration against the schema, and against services.ts.
 *
 * @param raw - the values under `outsrc:` of the stack file, by key
 * @param services - what services.ts declares
 * @param source - name of the file that `raw` comes from, for the report
 * @throws ConfigError that reports every problem at once
 * @example parseConfig({ namespace: "outsrc-dev", … }, services, "Pulumi.dev.yaml").hosts
 */
export function parseConfig(
  raw: Readonly<Record<string, unknown>>,
  services: Readonly<Record<string, ServiceDefinition>>,
  source: string,
): StackConfig {
  const parsed = stackSchema.safeParse(raw);
  const problems = [
    ...checkServices(services),
    ...(parsed.success ? [] : describeIssues(parsed.error, raw)),
    ...crossRules.flatMap((rule) => rule(raw, services)),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problemReport(source, problems));
  return parsed.data;
}
