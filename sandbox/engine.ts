import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import { ensureTools, toolPaths } from "./build-tools";
import { runChild } from "./child";
import { downloadedEngine, downloadEngine } from "./engine-download";
import type { Progress } from "./progress";
import { explaining } from "./system-error";
import { cacheDirectory } from "./tool-cache";
import { PULUMI_VERSION, TOOL_MODULES } from "./tools";

/** A Pulumi CLI that runs. */
export interface Engine {
  /** Absolute path of the program. */
  readonly command: string;
  readonly version: string;
  /** Where it comes from, for people. */
  readonly source: string;
}

/** Where to look for an engine. */
export interface EngineOptions {
  readonly onProgress: Progress;
  /**
   * The cache that a download or a build is kept in.
   *
   * @default - `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`
   */
  readonly cache?: string;
  /**
   * The environment whose PATH is searched.
   *
   * @default - the one of this process
   */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Where Pulumi keeps its own files.
   *
   * @default - `$PULUMI_HOME`, else `~/.pulumi`
   */
  readonly pulumiHome?: string;
  /**
   * Ends a build that is no longer wanted.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

/** A launcher that would download the CLI first does not answer within this time, and does not count. */
const VERSION_TIMEOUT_MS = 10_000;
const VERSION = /^v?(\d+\.\d+\.\d+\S*)$/m;

/** The engine at this path, if one is there and runs. */
async function engineAt(command: string, source: string): Promise<Engine | undefined> {
  if (!existsSync(command)) return undefined;
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const result = await runChild(command, ["version"], { timeoutMs: VERSION_TIMEOUT_MS, env });
  const version = result.code === 0 ? VERSION.exec(result.stdout.trim())?.[1] : undefined;
  return version === undefined ? undefined : { command, version, source };
}

/** The places that may hold an engine already, in the order in which they count. */
function candidates(options: EngineOptions, cache: string): [string, string][] {
  const environment = options.environment ?? process.env;
  const home = options.pulumiHome ?? environment.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const built = toolPaths(TOOL_MODULES.pulumi, cache).pulumi ?? "";
  return [
    ...folders.map((folder): [string, string] => [join(folder, "pulumi"), "PATH"]),
    [join(home, "bin", "pulumi"), "Pulumi's own folder"],
    [downloadedEngine(cache, PULUMI_VERSION), "an earlier download"],
    [built, "an earlier build"],
  ];
}

/** One line that says which engine is used. */
export function describeEngine(engine: Engine): string {
  return `engine: Pulumi ${engine.version} from ${engine.source} (${engine.command})`;
}

/** The engine that is here already; nothing is downloaded or built for it. */
export async function findEngine(options: EngineOptions): Promise<Engine | undefined> {
  const cache = options.cache ?? cacheDirectory();
  for (const [command, source] of candidates(options, cache)) {
    const engine = await engineAt(command, source);
    if (engine !== undefined) return engine;
  }
  return undefined;
}

/**
 * The Pulumi CLI from PATH, from Pulumi's own folder, from the official download, which is given up after ten seconds,
 * or else built from its Go module. One line of progress says which.
 *
 * @throws RolloutError when none of these is to be had
 */
export async function ensureEngine(options: EngineOptions): Promise<Engine> {
  const cache = options.cache ?? cacheDirectory();
  const engine = (await findEngine(options)) ?? (await fetchOrBuild(options, cache));
  options.onProgress(describeEngine(engine));
  return engine;
}

async function fetchOrBuild(options: EngineOptions, cache: string): Promise<Engine> {
  const downloaded = await explaining(cache, () => downloadEngine(cache, PULUMI_VERSION));
  const engine = downloaded === undefined ? undefined : await engineAt(downloaded, "the official download");
  if (engine !== undefined) return engine;
  options.signal?.throwIfAborted();
  options.onProgress("the official download of Pulumi is not to be had; building it from its Go module");
  const { onProgress, signal } = options;
  const tools = await ensureTools({ modules: ["pulumi"], onProgress, cache, signal });
  return { command: tools.pulumi ?? "pulumi", version: PULUMI_VERSION, source: "its Go module" };
}
