import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runChild, type ChildResult } from "../../sandbox/child";
import { PROJECT } from "./stacks";
import { withDirectory } from "./temporary-directory";
import { readWorkflow } from "./workflows";

/** Which step of which workflow, and where. */
export interface StepRequest {
  readonly workflow: string;
  readonly job: string;
  /** Verb of `rollout` that the step runs. */
  readonly verb: string;
  /** The checkout that it runs in. */
  readonly directory: string;
  /** Values for the variables that the step names; it gets no others of them. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables of the runner, besides those of this process. */
  readonly runner: Readonly<Record<string, string>>;
}

// How GitHub's runners start a shell: with `shell: bash`, and where the job names none.
const BASH = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];
const UNNAMED = ["-e", "-c"];

// npx finds the `rollout` of the checkout that it runs in; these checkouts hold the program alone.
const NPX = `#!/bin/sh
[ "$1" = rollout ] || exit 127
shift
exec "${process.execPath}" "${join(PROJECT, "cli/rollout.js")}" "$@"
`;

/** Runs the command line of a workflow's step as GitHub's runners do. */
export function runStep({ workflow, job, verb, directory, values, runner }: StepRequest): Promise<ChildResult> {
  const { defaults, steps = [] } = readWorkflow(workflow).jobs[job] ?? {};
  const step = steps.find(({ run }) => run?.startsWith(`npx rollout ${verb} `));
  if (!step?.run) throw new Error(`${workflow} has no step that runs rollout ${verb}`);
  const command = step.run;
  const named = Object.entries(values).filter(([name]) => name in step.env);
  const machine = { ...process.env, ...runner };
  return withDirectory({ npx: NPX }, (bin) => {
    chmodSync(join(bin, "npx"), 0o755);
    return runChild("bash", [...(defaults?.run.shell === "bash" ? BASH : UNNAMED), command], {
      cwd: directory,
      env: { ...machine, ...Object.fromEntries(named), PATH: [bin, machine.PATH].join(delimiter) },
    });
  });
}
