import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PROJECT } from "./stacks";

export const WORKFLOWS = join(PROJECT, ".github/workflows");

/** A step of a job or of an action. */
export const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});

const job = z.looseObject({
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  defaults: z.looseObject({ run: z.looseObject({ shell: z.string() }) }).optional(),
  steps: z.array(step),
});

const workflow = z.looseObject({
  on: z.unknown(),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(z.string(), job),
});

/** Names of the workflow files. */
export const workflowFiles = () => readdirSync(WORKFLOWS).sort();

/** Text of a workflow file. */
export const workflowText = (file: string) => readFileSync(join(WORKFLOWS, file), "utf8");

/** A workflow file as far as the tests know it. */
export const readWorkflow = (file: string) => workflow.parse(parse(workflowText(file)));
