import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";

import { runChild } from "./child";
import { beginEntry } from "./tool-cache";

/** Where Pulumi publishes its releases. */
const RELEASES = "https://get.pulumi.com/releases/sdk";

/** The whole download has to be done within this time: building from source is slow, but it is never stuck. */
const LIMIT_MS = 10_000;

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x64", arm64: "arm64" };
const PLATFORMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin" };

function cacheName(version: string): string {
  return `pulumi-download-${version}`;
}

/** Where a downloaded engine of this version lies, if there is one. */
export function downloadedEngine(cache: string, version: string): string {
  return join(cache, cacheName(version), "pulumi", "pulumi");
}

/** The line of a checksum file that is about `file`. */
export function checksumOf(checksums: string, file: string): string | undefined {
  const line = checksums.split("\n").find((candidate) => candidate.trim().split(/\s+/)[1] === file);
  return line?.trim().split(/\s+/)[0];
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer | undefined> {
  const response = await fetch(url, { signal });
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
}

async function fetchVerified(releases: string, version: string, file: string): Promise<Buffer | undefined> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    const checksums = await fetchBytes(`${releases}/pulumi-${version}-checksums.txt`, signal);
    const archive = checksums === undefined ? undefined : await fetchBytes(`${releases}/${file}`, signal);
    if (archive === undefined || checksums === undefined) return undefined;
    const actual = createHash("sha256").update(archive).digest("hex");
    return actual === checksumOf(checksums.toString(), file) ? archive : undefined;
  } catch {
    // Out of reach, or too slow: the Go module is the answer to both.
    return undefined;
  }
}

/**
 * Downloads the official release and checks it against its published checksum.
 *
 * @returns the program's path, or `undefined` if it could not be had in time
 */
export async function downloadEngine(cache: string, version: string, releases = RELEASES): Promise<string | undefined> {
  const system = PLATFORMS[platform()];
  const machine = ARCHITECTURES[arch()];
  if (system === undefined || machine === undefined) return undefined;
  const file = `pulumi-v${version}-${system}-${machine}.tar.gz`;
  const archive = await fetchVerified(releases, version, file);
  if (archive === undefined) return undefined;
  const entry = beginEntry(cache, cacheName(version));
  try {
    writeFileSync(join(entry.directory, file), archive);
    const unpacked = await runChild("tar", ["-xzf", file], { cwd: entry.directory });
    if (unpacked.code !== 0) return undefined;
    entry.publish();
    return downloadedEngine(cache, version);
  } finally {
    entry.discard();
  }
}
