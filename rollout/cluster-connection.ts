import { readFileSync } from "node:fs";
import { ApiException, KubeConfig } from "@kubernetes/client-node";
import { EXIT, RolloutError } from "../config/errors";

/** Which cluster to talk to. */
export interface ConnectionOptions {
  /**
   * Path of a kubeconfig, or its content.
   * @default - the files of KUBECONFIG, else ~/.kube/config, as kubectl has it
   */
  readonly kubeconfig?: string | undefined;
  /**
   * Name of a context in it.
   * @default - its current one
   */
  readonly context?: string | undefined;
}

/** The HTTP status of a refused request, or `undefined` where there was no answer. */
export function statusCode(error: unknown): number | undefined {
  return error instanceof ApiException ? error.code : undefined;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

// A path has one line, and a kubeconfig in JSON begins with a brace.
const isContent = (kubeconfig: string): boolean => kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{");

function load(config: KubeConfig, kubeconfig: string | undefined): void {
  if (kubeconfig === undefined) config.loadFromDefault();
  else if (isContent(kubeconfig)) config.loadFromString(kubeconfig);
  else {
    // Unlike this, `loadFromFile` says nothing about which file it is that it cannot parse.
    readFileSync(kubeconfig);
    config.loadFromFile(kubeconfig);
  }
}

/**
 * Reads a kubeconfig and chooses its context.
 *
 * @throws RolloutError if it cannot be read or has no such context
 */
export function loadKubeconfig({ kubeconfig, context }: ConnectionOptions): KubeConfig {
  const config = new KubeConfig();
  const name = kubeconfig === undefined ? "kubectl's" : isContent(kubeconfig) ? "the stack's" : kubeconfig;
  try {
    load(config, kubeconfig);
  } catch (error) {
    throw new RolloutError(`cannot read the kubeconfig (${name}): ${messageOf(error)}`, EXIT.usage, { cause: error });
  }
  const contexts = config.getContexts().map((candidate) => candidate.name);
  const wanted = context ?? config.getCurrentContext();
  if (!contexts.includes(wanted)) {
    const known = contexts.length === 0 ? "it has none" : `it has ${contexts.join(", ")}`;
    throw new RolloutError(`the kubeconfig (${name}) has no context ${JSON.stringify(wanted)}; ${known}`, EXIT.usage);
  }
  config.setCurrentContext(wanted);
  return config;
}

/** What the API server gives as the reason of a refusal. */
function refusalOf({ body, message }: ApiException<unknown>): string {
  const parsed: unknown = typeof body === "string" ? parseJson(body) : body;
  if (typeof parsed === "object" && parsed !== null && "message" in parsed && typeof parsed.message === "string")
    return parsed.message;
  return message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed request in words that name the cluster. */
export function failureOf(error: unknown, config: KubeConfig): RolloutError {
  const cluster = `the cluster of context ${config.getCurrentContext()}`;
  const cause = { cause: error };
  if (error instanceof RolloutError) return error;
  if (error instanceof ApiException)
    return new RolloutError(`${cluster} refused (HTTP ${error.code}): ${refusalOf(error)}`, EXIT.failed, cause);
  const server = config.getCurrentCluster()?.server ?? "no address";
  return new RolloutError(`cannot reach ${cluster} (${server}): ${messageOf(error)}`, EXIT.failed, cause);
}
