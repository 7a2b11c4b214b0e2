import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { arch, homedir, platform } from "node:os";
import { join, resolve } from "node:path";

import { RolloutError } from "../config/errors";
import { errorCode, errorMessage } from "./system-error";

/** The folder with our Go modules. */
export const MODULES_DIRECTORY = resolve(__dirname, "modules");

/** The cache that every checkout on this machine shares: `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "outsrc");
}

/**
 * The name of a cache entry: it changes exactly when what would be built changes, so that a new version of one tool
 * rebuilds that tool only.
 *
 * @param inputs - everything else that decides the outcome, for example linker flags
 */
export function cacheKey(moduleName: string, inputs: readonly string[], modulesDirectory = MODULES_DIRECTORY): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(modulesDirectory, moduleName, file)));
  for (const input of [platform(), arch(), ...inputs]) hash.update(`\0${input}`);
  return `${moduleName}-${hash.digest("hex").slice(0, 16)}`;
}

/** A cache entry under construction: complete it by `publish`; anything else leaves no trace but a temporary folder. */
export interface PendingEntry {
  readonly directory: string;
  /** Moves the folder to its final name in one step. Another process that was faster wins; both built the same. */
  publish(): void;
  discard(): void;
}

const TEMPORARY = ".building-";
/** No build takes this long, so an older temporary folder belongs to a process that was killed. */
const ABANDONED_AFTER_MS = 6 * 60 * 60 * 1000;

function removeAbandoned(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (!name.startsWith(TEMPORARY)) continue;
    const stat = statSync(join(cache, name), { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_AFTER_MS) {
      rmSync(join(cache, name), { recursive: true, force: true });
    }
  }
}

/** Starts a new entry of the cache. */
export function beginEntry(cache: string, key: string): PendingEntry {
  const directory = join(cache, `${TEMPORARY}${key}-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    const hint =
      errorCode(error) === "ENOSPC" ? "free some disk space" : "set XDG_CACHE_HOME to a folder that you can write";
    throw new RolloutError(`${cache}: cannot write the cache (${errorMessage(error)}); ${hint}`);
  }
  removeAbandoned(cache);
  const discard = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  return {
    directory,
    discard,
    publish: () => {
      try {
        renameSync(directory, join(cache, key));
      } catch (error) {
        if (!existsSync(join(cache, key))) throw error;
        discard();
      }
    },
  };
}
