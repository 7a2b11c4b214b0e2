import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

import { KubeConfig } from "@kubernetes/client-node";

import { EXIT, RolloutError } from "../config/errors";

function contextsOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config.contexts.map(({ name }) => name);
}

/**
 * The user's own kubeconfig that has a context: one of those in KUBECONFIG, else `~/.kube/config`. It is only read.
 *
 * @throws RolloutError when none of them has it
 */
export function kubeconfigWith(context: string, environment: NodeJS.ProcessEnv = process.env): string {
  const listed = (environment.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  const files = listed.length > 0 ? listed.map((file) => resolve(file)) : [join(homedir(), ".kube", "config")];
  const found = files.find((file) => contextsOf(file).includes(context));
  if (found !== undefined) return found;
  const known = files.flatMap(contextsOf);
  const instead = known.length > 0 ? `write one of ${known.join(", ")}` : "there is no context at all";
  throw new RolloutError(`--context ${context}: not in ${files.join(" or ")}; ${instead}`, EXIT.usage);
}
