import { join } from "node:path";
import program from "../../index";
import { MASK } from "../../offline/mask-secrets";
import { readStackFile } from "../../offline/stack-file";
import { run } from "./declare";

/** The folder of the project. */
export const PROJECT = join(__dirname, "../..");

/** The stacks that the project ships with. */
export const STACKS = ["dev", "staging", "prod"] as const;

const runs = new Map<string, ReturnType<typeof run>>();

/** What a shipped stack declares, and its outputs. Each stack runs once for all tests. */
export function shipped(stack: (typeof STACKS)[number]): ReturnType<typeof run> {
  const { config, secretKeys } = readStackFile(PROJECT, stack);
  const token = "cloudflare:apiToken";
  const started =
    runs.get(stack) ??
    run(program, { stack, config: { [token]: MASK, ...config }, secretKeys: [token, ...secretKeys] });
  runs.set(stack, started);
  return started;
}
