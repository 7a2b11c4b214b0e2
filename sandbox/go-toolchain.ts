import { readFileSync } from "node:fs";
import { join } from "node:path";

import { RolloutError } from "../config/errors";
import { type ChildResult, runChild } from "./child";

/** What a machine without a usable Go can do instead; ends every message about Go. */
export const CONTEXT_HINT = "or name a cluster that you already have with --context NAME";

/** Major and minor, for example `[1, 26]`. */
type GoVersion = readonly [number, number];

function parseVersion(text: string): GoVersion | undefined {
  const match = /(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** The `go` directive of a go.mod. */
export function wantedGo(goMod: string): GoVersion {
  const line = /^go\s+(\S+)/m.exec(goMod)?.[1] ?? "";
  const version = parseVersion(line);
  if (version === undefined) throw new RolloutError(`go.mod: no go directive; add one, e.g. "go 1.26"`);
  return version;
}

/** Explains why this `go` cannot build a module that wants `wanted`, or returns `undefined` if it can. */
export function goProblem(found: ChildResult, wanted: GoVersion): string | undefined {
  const want = wanted.join(".");
  if (found.startError === "ENOENT") {
    return `no Go toolchain found on PATH; install Go ${want} or newer (https://go.dev/dl), ${CONTEXT_HINT}`;
  }
  const version = parseVersion(found.stdout);
  if (found.code !== 0 || version === undefined) {
    const said = firstLine(found.stderr) ?? found.startError ?? "nothing";
    return `go does not run (it says: ${said}); install Go ${want} or newer (https://go.dev/dl), ${CONTEXT_HINT}`;
  }
  const enough = version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1]);
  if (enough) return undefined;
  return `Go ${version.join(".")} on PATH is too old; install Go ${want} or newer (https://go.dev/dl), ${CONTEXT_HINT}`;
}

/** Refuses a machine whose Go is missing or older than what the module in `moduleDirectory` wants. */
export async function requireGo(moduleDirectory: string): Promise<void> {
  const wanted = wantedGo(readFileSync(join(moduleDirectory, "go.mod"), "utf8"));
  // A newer toolchain that go would download by itself comes from elsewhere, so only the one that is here counts.
  const found = await runChild("go", ["env", "GOVERSION"], {
    env: { ...process.env, GOTOOLCHAIN: "local", GO111MODULE: "on" },
  });
  const problem = goProblem(found, wanted);
  if (problem !== undefined) throw new RolloutError(problem);
}

function firstLine(text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.startsWith("#") && !line.startsWith("go: downloading"));
}

const NETWORK =
  /dial tcp|no such host|i\/o timeout|connection refused|network is unreachable|TLS handshake|proxyconnect/;

/** One line for a failed `go build` or `go mod download`: what is wrong, and what to do. */
export function goFailure(what: string, result: ChildResult): string {
  const output = `${result.stderr}\n${result.stdout}`;
  const lines = output.split("\n");
  const full = lines.find((line) => line.includes("no space left on device"));
  if (full !== undefined)
    return `${what}: the disk is full (${full.trim()}); free about 6 GB and run the same command again`;
  const network = lines.find((line) => NETWORK.test(line));
  if (network !== undefined) {
    return `${what}: the Go module proxy cannot be reached (${network.trim()}); go online for the first build, ${CONTEXT_HINT}`;
  }
  if (output.includes("checksum mismatch") || output.includes("SECURITY ERROR")) {
    return `${what}: a module is not what go.sum says it is; empty Go's module cache with "go clean -modcache" and try again`;
  }
  const killed = result.code === undefined ? "it was killed, perhaps for lack of memory" : undefined;
  const said = result.startError ?? killed ?? firstLine(output) ?? `exit code ${String(result.code)}`;
  return `${what}: go failed (${said}); run the same command again, ${CONTEXT_HINT}`;
}
