import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

import { z } from "zod";

/** The provider plugins that the program needs and that there are stand-ins for. */
export const PLUGIN_NAMES = ["kubernetes", "cloudflare"] as const;

/** One of {@link PLUGIN_NAMES}. */
export type PluginName = (typeof PLUGIN_NAMES)[number];

/** What the package of an SDK says about its plugin. */
const SDK_PACKAGE = z.object({ pulumi: z.object({ version: z.string() }) });

/** The version of a plugin that the program's SDK asks for: the engine takes no other one from its cache. */
export function pluginVersion(name: PluginName): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return SDK_PACKAGE.parse(JSON.parse(readFileSync(file, "utf8"))).pulumi.version;
}

/** Where a plugin comes from. */
export type PluginSource = "installed" | "stand-in";

/** Which plugins the engine will take. */
export interface ProviderPlugins extends Readonly<Record<PluginName, PluginSource>> {
  /** The PATH to give to the engine. */
  readonly path: string;
  /** A line for each plugin that says which one is used. */
  readonly lines: readonly string[];
}

/** Folder of the stand-ins' executables. */
export const STAND_INS = resolve(__dirname, "bin");

/** Where a plugin was found; `undefined` if only the stand-in is there. */
interface Found {
  readonly at: string;
  /** Whether it is in the engine's own cache, which it looks into only after PATH. */
  readonly cached: boolean;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function cacheOf(env: NodeJS.ProcessEnv): string {
  return join(env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");
}

function find(name: PluginName, folders: readonly string[], cache: string): Found | undefined {
  const executable = `pulumi-resource-${name}`;
  const folder = folders.find((it) => isExecutable(join(it, executable)));
  if (folder !== undefined) return { at: join(folder, executable), cached: false };
  const cached = join(cache, `resource-${name}-v${pluginVersion(name)}`);
  return isExecutable(join(cached, executable)) ? { at: cached, cached: true } : undefined;
}

function lineOf(name: PluginName, found: Found | undefined): string {
  return found === undefined
    ? `provider plugin ${name}: our stand-in, since no pulumi-resource-${name} is installed`
    : `provider plugin ${name}: ${found.at}`;
}

/**
 * Finds out which provider plugins are installed, on PATH or in the engine's plugin cache, and puts the stand-ins of the
 * others at the end of PATH. Each stand-in has a folder of its own: the engine prefers PATH to its cache, so a stand-in may
 * not be on PATH where the real plugin is in the cache.
 *
 * @example
 * const { path, lines } = providerPlugins();
 * LocalWorkspace.create({ envVars: { PATH: path } });
 */
export function providerPlugins(env: NodeJS.ProcessEnv = process.env): ProviderPlugins {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((it) => it !== "" && !resolve(it).startsWith(STAND_INS));
  const cache = cacheOf(env);
  const found = { kubernetes: find("kubernetes", folders, cache), cloudflare: find("cloudflare", folders, cache) };
  const missing = PLUGIN_NAMES.filter((name) => found[name] === undefined);
  return {
    kubernetes: found.kubernetes ? "installed" : "stand-in",
    cloudflare: found.cloudflare ? "installed" : "stand-in",
    path: [...folders, ...missing.map((name) => join(STAND_INS, name))].join(delimiter),
    lines: PLUGIN_NAMES.map((name) => lineOf(name, found[name])),
  };
}
