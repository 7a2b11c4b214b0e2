import { copyFileSync, existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import { z } from "zod";

import { RolloutError } from "../config/errors";
import { type Progress, withHeartbeat } from "./progress";
import { runGo } from "./run-go";
import { isWhole, seal, SEAL } from "./sealed-folder";
import { explaining } from "./system-error";
import { beginEntry, cacheDirectory, cacheKey, MODULES_DIRECTORY } from "./tool-cache";

/** A Go module that carries custom resource definitions, and which of its files the sandbox installs. */
export interface CrdSource {
  readonly module: string;
  /** Paths inside the module. */
  readonly files: readonly string[];
}

const KONG = "config/crd/ingress-controller/configuration.konghq.com_";
const CERT_MANAGER = "deploy/crds/";

/** The definitions of the real products; nothing of them is written by us. */
export const CRD_SOURCES: readonly CrdSource[] = [
  {
    module: "github.com/kong/kubernetes-configuration/v2",
    files: ["kongplugins", "kongclusterplugins", "kongconsumers", "kongingresses", "kongupstreampolicies"].map(
      (plural) => `${KONG}${plural}.yaml`,
    ),
  },
  {
    module: "github.com/cert-manager/cert-manager",
    files: [
      "cert-manager.io_certificates",
      "cert-manager.io_certificaterequests",
      "cert-manager.io_issuers",
      "cert-manager.io_clusterissuers",
      "acme.cert-manager.io_orders",
      "acme.cert-manager.io_challenges",
    ].map((file) => `${CERT_MANAGER}${file}.yaml`),
  },
  { module: "sigs.k8s.io/kwok", files: ["kustomize/crd/bases/kwok.x-k8s.io_logs.yaml"] },
];

const DOWNLOAD = z.object({ Path: z.string(), Dir: z.string().optional(), Error: z.string().optional() });

/** The objects that `go mod download -json` prints one after another, without a separator. */
export function parseDownloads(output: string): z.infer<typeof DOWNLOAD>[] {
  return output
    .split(/^\}$/m)
    .filter((text) => text.trim() !== "")
    .map((text) => DOWNLOAD.parse(JSON.parse(`${text}}`)));
}

async function downloadModules(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, string>> {
  const args = ["mod", "download", "-json", ...CRD_SOURCES.map((source) => source.module)];
  const output = await runGo("reading the custom resource definitions", args, {
    directory: join(MODULES_DIRECTORY, "crds"),
    env: { GOWORK: "off", GOFLAGS: "-mod=readonly" },
    signal,
  });
  return new Map(parseDownloads(output).flatMap(({ Path, Dir }) => (Dir === undefined ? [] : [[Path, Dir]])));
}

async function fill(directory: string, signal: AbortSignal | undefined): Promise<void> {
  const modules = await downloadModules(signal);
  for (const source of CRD_SOURCES) {
    const from = modules.get(source.module);
    if (from === undefined)
      throw new RolloutError(`sandbox/modules/crds/go.mod: it does not require ${source.module}; add it`);
    for (const file of source.files) copyFileSync(join(from, file), join(directory, basename(file)));
  }
  seal(directory);
}

/** Where the definitions are kept. */
export interface EnsureCrdsOptions {
  readonly onProgress: Progress;
  /**
   * The cache that holds them.
   *
   * @default - `$XDG_CACHE_HOME/outsrc`, else `~/.cache/outsrc`
   */
  readonly cache?: string;
  /**
   * Ends a download that is no longer wanted.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

/**
 * The folder with the custom resource definitions of Kong, cert-manager and KWOK, filled from their pinned Go modules on
 * first use.
 *
 * @throws RolloutError when Go is missing, a module cannot be had, the download is interrupted, or the cache cannot be
 * written
 */
export async function ensureCrds({ onProgress, signal, ...options }: EnsureCrdsOptions): Promise<string> {
  const cache = options.cache ?? cacheDirectory();
  const files = CRD_SOURCES.flatMap((source) => source.files);
  const key = cacheKey("crds", [...files, SEAL]);
  const directory = join(cache, key);
  if (isWhole(directory)) return directory;
  if (existsSync(directory)) {
    onProgress("the cached definitions of Kong and cert-manager are damaged; reading them again");
    rmSync(directory, { recursive: true, force: true });
  }
  const entry = beginEntry(cache, key);
  try {
    const what = "reading the definitions of Kong and cert-manager";
    await explaining(cache, () => withHeartbeat(onProgress, what, () => fill(entry.directory, signal)));
    entry.publish();
    return directory;
  } catch (error) {
    entry.discard();
    throw error;
  }
}
