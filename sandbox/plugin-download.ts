import { statSync } from "node:fs";
import { join } from "node:path";

import { runChild } from "./child";
import { writeAtomically } from "./files";
import { PLUGIN_NAMES, type PluginName, pluginVersion, providerPlugins } from "./standins/provider-plugins";
import { explaining } from "./system-error";
import { cacheDirectory } from "./tool-cache";

/** The whole download has to be done within this time: a stand-in is there at once. */
const LIMIT_MS = 10_000;
/** Where plugins could not be had they will not be had a minute later, and every start would wait for them. */
const TRY_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Who downloads, and where it is noted that it did not work. */
export interface PluginDownloadOptions {
  /** The Pulumi CLI. */
  readonly command: string;
  /**
   * The cache that the note is kept in.
   *
   * @default - `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`
   */
  readonly cache?: string;
  /**
   * The environment whose PATH and PULUMI_HOME say what is installed.
   *
   * @default - the one of this process
   */
  readonly environment?: NodeJS.ProcessEnv;
}

/** The file whose age says when a download last failed. */
function failureNote(cache: string, name: PluginName): string {
  return join(cache, `no-plugin-${name}-${pluginVersion(name)}`);
}

function failedLately(note: string): boolean {
  const stat = statSync(note, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < TRY_AGAIN_AFTER_MS;
}

/**
 * Has the engine download the provider plugins that are not installed into its own cache, from where Pulumi publishes
 * them. Given up after ten seconds, and not tried again for a day: the stand-ins do then.
 */
export async function downloadPlugins(options: PluginDownloadOptions): Promise<void> {
  const { command, cache = cacheDirectory(), environment = process.env } = options;
  const env = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const found = providerPlugins(env);
  const missing = PLUGIN_NAMES.filter((name) => found[name] === "stand-in" && !failedLately(failureNote(cache, name)));
  const download = async (name: PluginName): Promise<void> => {
    const args = ["plugin", "install", "resource", name, pluginVersion(name)];
    const { code } = await runChild(command, args, { timeoutMs: LIMIT_MS, env });
    if (code !== 0) writeAtomically(failureNote(cache, name), "");
  };
  await explaining(cache, () => Promise.all(missing.map(download)));
}
