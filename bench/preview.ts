import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { median } from "./measure";
import { requireOnPath } from "./tools";
import { newProject, withWorld } from "./world";

const RUNS = 5;

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
 * configures it, against `pulumi` with its default TypeScript loader. The goal of both is half.
 */
export function previewRows(): Promise<string[]> {
  requireOnPath(["pulumi", "pulumi-language-nodejs"]);
  return withWorld(async (world) => {
    const project = newProject(world, "preview");
    const options = loaderOptions(project.directory);
    await project.rollout("up", "--yes");
    const [rollout, configured, stock]: [number[], number[], number[]] = [[], [], []];
    // In turn, so that a machine whose speed drifts is fair to all.
    for (let run = 0; run < RUNS; run++) {
      rollout.push(await project.rollout("preview"));
      configured.push(await project.pulumi("preview"));
      setLoaderOptions(project.directory, undefined);
      stock.push(await project.pulumi("preview"));
      setLoaderOptions(project.directory, options);
    }
    const row = (what: string, times: readonly number[]) =>
      `no-op ${what} against pulumi preview with the default TypeScript loader: ${(median(times) / median(stock)).toFixed(2)}x (${median(times).toFixed(2)} s against ${median(stock).toFixed(2)} s; goal at most 0.5x; ${world.plugins})`;
    return [row("rollout preview", rollout), row("pulumi preview as configured", configured)];
  });
}
