import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { median } from "./measure";
import { requireOnPath } from "./tools";
import { newProject, withWorld } from "./world";

const RUNS = 3;

/** Options of the loader that a project has. */
function loaderOptions(directory: string): unknown {
  return parseDocument(readFileSync(join(directory, "Pulumi.yaml"), "utf8")).getIn(["runtime", "options"]);
}

/** Turns the loader's options of a project off, or back on. */
function setLoaderOptions(directory: string, options: unknown): void {
  const file = join(directory, "Pulumi.yaml");
  const project = parseDocument(readFileSync(file, "utf8"));
  if (options === undefined) project.deleteIn(["runtime", "options"]);
  else project.setIn(["runtime", "options"], options);
  writeFileSync(file, project.toString());
}

/**
 * No-op previews of dev, all of which read the cluster and Cloudflare: by `rollout`, and by `pulumi` as Pulumi.yaml
 * configures it, against `pulumi` with its default TypeScript loader. The goal of both is half. That loader checks the types,
 * and skips that where its cache holds this very program: so nothing is cached, as in CI and after an edit, but for the last row.
 */
export function previewRows(): Promise<string[]> {
  requireOnPath(["pulumi", "pulumi-language-nodejs"]);
  return withWorld(async (world) => {
    const cache = join(world.directory, "ts-node");
    const env = { ...world.env, TS_NODE_CACHE_DIRECTORY: cache, TSX_DISABLE_CACHE: "1" };
    const project = newProject({ ...world, env }, "preview");
    const options = loaderOptions(project.directory);
    await project.rollout("up", "--yes");
    const uncached = () => {
      rmSync(cache, { recursive: true, force: true });
      return project.pulumi("preview");
    };
    const [rollout, configured, stock, cached]: [number[], number[], number[], number[]] = [[], [], [], []];
    // In turn, so that a machine whose speed drifts is fair to all.
    for (let run = 0; run < RUNS; run++) {
      rollout.push(await project.rollout("preview"));
      configured.push(await uncached());
      setLoaderOptions(project.directory, undefined);
      stock.push(await uncached());
      cached.push(await project.pulumi("preview"));
      setLoaderOptions(project.directory, options);
    }
    const row = (what: string, times: readonly number[], loader: string, against: readonly number[], goal = "") =>
      `no-op ${what} against pulumi preview with the default TypeScript loader${loader}: ${(median(times) / median(against)).toFixed(2)}x (${median(times).toFixed(2)} s against ${median(against).toFixed(2)} s${goal}; ${world.plugins})`;
    const goal = "; goal at most 0.5x";
    return [
      row("rollout preview", rollout, "", stock, goal),
      row("pulumi preview as configured", configured, "", stock, goal),
      row("rollout preview", rollout, ", its cache filled", cached),
    ];
  });
}
