import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { RolloutError } from "../config/errors";
import { runChild } from "../sandbox/child";
import { withLock } from "../sandbox/lock";
import { beginEntry, cacheDirectory, cacheKey } from "../sandbox/tool-cache";

/** What is measured against, and the Go package that it is built from; versions are in each module's go.mod. */
const PACKAGES = { helm: "helm.sh/helm/v4/cmd/helm", kubectl: "k8s.io/kubernetes/cmd/kubectl" } as const;

const BUILD_LOCK_TIMEOUT_MS = 60 * 60 * 1000;
const STRIPPED = "-s -w";

const pathOf = (command: string) =>
  spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" }).stdout.trim();

/**
 * Makes sure that programs are there which are not built from a module.
 * @throws RolloutError that names those that are not on PATH
 */
export function requireOnPath(commands: readonly string[]): void {
  const missing = commands.filter((command) => pathOf(command) === "");
  if (missing.length > 0) throw new RolloutError(`${missing.join(", ")} not on PATH`);
}

async function build(name: keyof typeof PACKAGES, cache: string, key: string): Promise<void> {
  process.stderr.write(`building ${name}, once: this takes some minutes\n`);
  const entry = beginEntry(cache, key);
  const args = ["build", "-ldflags", STRIPPED, "-o", join(entry.directory, name), PACKAGES[name]];
  const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: "local" };
  const { code, stderr, startError } = await runChild("go", args, { cwd: join(__dirname, name), env });
  if (code === 0) {
    entry.publish();
    return;
  }
  entry.discard();
  throw new RolloutError(`${name} cannot be built: ${startError ?? stderr.trim().split("\n").at(-1) ?? ""}`);
}

/**
 * The path of a tool: the one on PATH, else the one in the cache, which is built once.
 * @throws RolloutError if it is not to be had
 */
export async function tool(name: keyof typeof PACKAGES): Promise<string> {
  const found = pathOf(name);
  if (found !== "") return found;
  const cache = cacheDirectory();
  const key = cacheKey(name, [PACKAGES[name], STRIPPED], __dirname);
  const path = join(cache, key, name);
  await withLock(join(cache, `${name}.lock`), { timeoutMs: BUILD_LOCK_TIMEOUT_MS }, async () => {
    if (!existsSync(path)) await build(name, cache, key);
  });
  return path;
}
