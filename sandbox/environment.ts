import { delimiter, join } from "node:path";

import { z } from "zod";

import { readIfExists, writeIfChanged } from "./files";
import { layoutOf } from "./layout";
import { PLUGIN_NAMES, providerPlugins, STAND_INS } from "./standins/provider-plugins";

const ENVIRONMENT = z.object({ variables: z.record(z.string(), z.string()), engineFolder: z.string().optional() });

/** What the programs of a sandbox have to find in their environment. */
export interface EnvironmentInput {
  readonly directory: string;
  readonly kubeconfig: string;
  /** Folder of the engine's program, unless it is on PATH anyway. */
  readonly engineFolder: string | undefined;
  readonly cloudflareUrl: string;
}

/** Writes down what kubectl and the engine need for a sandbox. */
export function writeEnvironment(input: EnvironmentInput): void {
  const { directory, kubeconfig, engineFolder, cloudflareUrl } = input;
  const layout = layoutOf(directory);
  writeIfChanged(layout.passphrase, "sandbox\n", 0o600);
  const variables = {
    KUBECONFIG: kubeconfig,
    PULUMI_CONFIG_PASSPHRASE_FILE: layout.passphrase,
    CLOUDFLARE_BASE_URL: cloudflareUrl,
    CLOUDFLARE_API_TOKEN: (readIfExists(layout.cloudflare.token) ?? "").trim(),
  };
  const text = JSON.stringify({ variables, engineFolder }, undefined, 2);
  writeIfChanged(layout.environment, `${text}\n`, 0o600);
}

function stored(directory: string): z.infer<typeof ENVIRONMENT> | undefined {
  const text = readIfExists(layoutOf(directory).environment);
  return text === undefined ? undefined : ENVIRONMENT.parse(JSON.parse(text));
}

/**
 * The variables of the sandbox in `directory`, complete with PATH, on which the stand-ins for provider plugins that are
 * not installed come last; `undefined` if no sandbox was started there.
 */
export function readEnvironment(
  directory: string,
  current: NodeJS.ProcessEnv = process.env,
): Record<string, string> | undefined {
  const found = stored(directory);
  if (found === undefined) return undefined;
  const folders = [found.engineFolder, current.PATH].filter((folder) => folder !== undefined && folder !== "");
  const { path } = providerPlugins({ ...current, PATH: folders.join(delimiter) });
  return { ...found.variables, PATH: path };
}

/**
 * Takes the variables of the sandbox in `directory` over into this process: the program looks for its tokens here, and the SDK
 * for the engine.
 *
 * @returns them; `undefined` if no sandbox was started there
 */
export function adoptEnvironment(directory: string): Record<string, string> | undefined {
  const variables = readEnvironment(directory);
  Object.assign(process.env, variables);
  return variables;
}

/** A value as a shell reads it back unchanged. */
export function shellQuote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** The variables as lines for `eval`. PATH is added to what the shell has. */
export function exportLines(directory: string): string | undefined {
  const found = stored(directory);
  if (found === undefined) return undefined;
  const plugins = providerPlugins();
  const standIns = PLUGIN_NAMES.filter((name) => plugins[name] === "stand-in").map((name) => join(STAND_INS, name));
  const engine = found.engineFolder === undefined ? [] : [found.engineFolder];
  const path = [...engine.map(shellQuote), '"$PATH"', ...standIns.map(shellQuote)].join(delimiter);
  const lines = Object.entries(found.variables).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  return [...lines, `export PATH=${path}`].join("\n");
}
