import { mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, parseDocument } from "yaml";
import { stackNames } from "../offline/stack-file";
import { readIfExists, writeAtomically, writeIfChanged } from "./files";

/** A project folder that deploys somewhere else than the real one. */
export interface ProjectOptions {
  /** Folder of the real project: index.ts, Pulumi.yaml and the stack files. */
  readonly source: string;
  /** Folder to write; made if it is not there. */
  readonly directory: string;
  /** Where every stack goes instead of its own cluster. */
  readonly cluster: { readonly context: string; readonly kubeconfig: string };
}

/**
 * Writes a project folder with the same program and the same stack files, of which only `cluster` is replaced. Its state
 * is in a folder of its own. Stack files that are there already keep everything but `cluster`: they may hold a release.
 */
export function writeProject({ source, directory, cluster }: ProjectOptions): void {
  const state = join(directory, "state");
  mkdirSync(state, { recursive: true });
  const project = parseDocument(readFileSync(join(source, "Pulumi.yaml"), "utf8"));
  const config: unknown = project.toJS();
  const name: unknown = typeof config === "object" && config !== null ? Reflect.get(config, "name") : undefined;
  project.set("main", relative(directory, source));
  project.set("backend", { url: `file://${state}` });
  writeIfChanged(join(directory, "Pulumi.yaml"), project.toString());
  for (const stack of stackNames(source)) {
    const own = join(directory, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readIfExists(own) ?? readFileSync(join(source, `Pulumi.${stack}.yaml`), "utf8"));
    const path = ["config", `${String(name)}:cluster`];
    const current = document.getIn(path);
    if (isMap(current) && isDeepStrictEqual(current.toJSON(), cluster)) continue;
    document.setIn(path, document.createNode(cluster));
    writeAtomically(own, document.toString());
  }
  writeIfChanged(join(directory, "pulumi.env"), readFileSync(join(source, "pulumi.env"), "utf8"));
}
