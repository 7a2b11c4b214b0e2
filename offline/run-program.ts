import { existsSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import { isCallable } from "../config/callable";
import { ConfigError } from "../config/errors";
import { inCreationOrder } from "./creation-order";
import { MASK } from "./mask-secrets";
import { RecordingMonitor, type Declaration } from "./recording-monitor";
import { readStackFile } from "./stack-file";

/** What a stack declares. */
export interface OfflineStack {
  readonly stack: string;
  /** Every resource, in an order in which it could be made. */
  readonly declarations: readonly Declaration[];
}

const CLOUDFLARE_TOKEN_KEY = "cloudflare:apiToken";

/**
 * The program that the index.ts of a folder exports.
 * @throws ConfigError if there is none
 */
export function loadProgram(directory: string): () => unknown {
  if (!existsSync(join(directory, "index.ts")))
    throw new ConfigError(
      `there is no program in ${directory}; "main" of Pulumi.yaml must name the folder of index.ts`,
    );
  // The program of another commit is another file, so this cannot be an import declaration.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const program: unknown = require(join(directory, "index.ts"));
  if (!isCallable(program)) throw new Error(`index.ts of ${directory} does not export the program`);
  return () => program();
}

/** The program of another folder brings a ConfigError of its own, which is told by what both of them are. */
function asConfigError(error: unknown): unknown {
  return RunError.isInstance(error) && !(error instanceof ConfigError) ? new ConfigError(error.message) : error;
}

/**
 * Runs the program of a folder in this process, on the SDK's test monitor: no engine, cluster, account or network.
 *
 * @param directory - a project folder: index.ts, Pulumi.yaml and the stack files
 * @param text - what to read instead of the stack file in the folder
 * @throws ConfigError if the stack's configuration is refused
 */
export async function runProgram(directory: string, stack: string, text?: string): Promise<OfflineStack> {
  const { project, programDirectory, config, secretKeys } = readStackFile(directory, stack, text);
  const monitor = new RecordingMonitor();
  await runtime.setMocks(monitor.mocks, project, stack, false);
  runtime.setMockOptions(monitor, project, stack, false);
  // Nothing is asked of Cloudflare, so a missing token must not stand in the way.
  runtime.setAllConfig({ [CLOUDFLARE_TOKEN_KEY]: MASK, ...config }, [CLOUDFLARE_TOKEN_KEY, ...secretKeys]);
  // The SDK takes a stack trace for every promise. Mapping each to TypeScript would take longer than all the rest.
  process.setSourceMapsEnabled(false);
  const program = loadProgram(programDirectory);
  let refusal: { readonly error: unknown } | undefined;
  const refuse = (error: unknown) => {
    refusal = { error };
  };
  // A program that fails inside of the SDK leaves rejected promises there, and each of them would end this process.
  await runtime.runInPulumiStack(() => Promise.resolve().then(program).catch(refuse));
  await runtime.disconnect();
  if (refusal) throw asConfigError(refusal.error);
  return { stack, declarations: inCreationOrder(monitor.declarations) };
}
