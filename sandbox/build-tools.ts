import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { RolloutError } from "../config/errors";
import { runChild } from "./child";
import { withLock } from "./lock";
import { elapsed, type Progress, withHeartbeat } from "./progress";
import { runGo } from "./run-go";
import { explaining } from "./system-error";
import { beginEntry, cacheDirectory, cacheKey, MODULES_DIRECTORY } from "./tool-cache";
import { TOOL_MODULES, type ToolModule, type ToolModuleName } from "./tools";

/** Absolute paths of built tools, by the name of the binary. */
export type ToolPaths = Readonly<Record<string, string>>;

/** Which tools to have ready, and where. */
export interface EnsureToolsOptions {
  readonly modules: readonly ToolModuleName[];
  readonly onProgress: Progress;
  /**
   * The cache that built tools are kept in.
   *
   * @default - `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`
   */
  readonly cache?: string;
  /**
   * Ends a build that is no longer wanted.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

/** A first build of everything takes up to 20 minutes on two cores; another checkout may be at it. */
const BUILD_LOCK_TIMEOUT_MS = 60 * 60 * 1000;
const VERSION_TIMEOUT_MS = 20_000;

function entryDirectory(module: ToolModule, cache: string): string {
  return join(cache, cacheKey(module.name, [...module.packages, module.ldflags]));
}

/** Where the binaries of a module are once they are built. */
export function toolPaths(module: ToolModule, cache: string): ToolPaths {
  const directory = entryDirectory(module, cache);
  return Object.fromEntries(module.binaries.map((binary) => [binary, join(directory, binary)]));
}

/** Whether every binary is there and runs. A half-written or damaged one does not print its version. */
async function runs(module: ToolModule, paths: ToolPaths): Promise<boolean> {
  const answers = await Promise.all(
    Object.values(paths).map(async (path) => {
      if (!existsSync(path)) return false;
      const result = await runChild(path, module.versionArgs, { timeoutMs: VERSION_TIMEOUT_MS });
      return result.code === 0;
    }),
  );
  return answers.every(Boolean);
}

async function build(module: ToolModule, cache: string, signal: AbortSignal | undefined): Promise<void> {
  const entry = beginEntry(cache, cacheKey(module.name, [...module.packages, module.ldflags]));
  // What go leaves behind when it is killed, gigabytes of it, has to go with the entry.
  const temporary = join(entry.directory, "tmp");
  try {
    mkdirSync(temporary);
    const output =
      module.packages.length === 1 ? join(entry.directory, module.binaries[0] ?? module.name) : `${entry.directory}/`;
    const args = ["build", "-ldflags", module.ldflags, "-o", output, ...module.packages];
    await runGo(`building ${module.binaries.join(", ")}`, args, {
      directory: join(MODULES_DIRECTORY, module.name),
      env: { CGO_ENABLED: "0", GOWORK: "off", GOTMPDIR: temporary },
      signal,
    });
    rmSync(temporary, { recursive: true });
    entry.publish();
  } catch (error) {
    entry.discard();
    throw error;
  }
}

async function ensureModule(
  module: ToolModule,
  cache: string,
  position: string,
  { onProgress, signal }: EnsureToolsOptions,
): Promise<ToolPaths> {
  const paths = toolPaths(module, cache);
  if (await runs(module, paths)) return paths;
  const what = `building ${module.binaries.join(", ")} (${position})`;
  const lock = {
    timeoutMs: BUILD_LOCK_TIMEOUT_MS,
    signal,
    onWait: (holder: { pid: number }) => {
      onProgress(`${what}: process ${holder.pid} is building it already; waiting`);
    },
  };
  await withLock(join(cache, `${module.name}.lock`), lock, async () => {
    if (await runs(module, paths)) return;
    if (existsSync(entryDirectory(module, cache))) {
      onProgress(`${module.name}: the cached build does not run; building it again`);
      rmSync(entryDirectory(module, cache), { recursive: true, force: true });
    }
    const started = Date.now();
    await withHeartbeat(onProgress, what, () => build(module, cache, signal));
    onProgress(`built ${module.binaries.join(", ")} in ${elapsed(Date.now() - started)}`);
    if (await runs(module, paths)) return;
    throw new RolloutError(
      `${entryDirectory(module, cache)}: the tools just built do not run; check disk and memory, then remove that folder`,
    );
  });
  return paths;
}

/**
 * Builds what is missing from the cache and returns where everything is. A build that is interrupted leaves nothing
 * behind, and one whose process is killed only a temporary folder.
 *
 * @throws RolloutError when Go is missing or too old, a build fails or is interrupted, or the cache cannot be written
 */
export async function ensureTools(options: EnsureToolsOptions): Promise<ToolPaths> {
  const cache = options.cache ?? cacheDirectory();
  return explaining(cache, async () => {
    let paths: ToolPaths = {};
    for (const [index, name] of options.modules.entries()) {
      const position = `${index + 1} of ${options.modules.length}`;
      paths = { ...paths, ...(await ensureModule(TOOL_MODULES[name], cache, position, options)) };
    }
    return paths;
  });
}
