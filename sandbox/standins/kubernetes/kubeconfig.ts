import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { RolloutError } from "../../../config/errors";
import { isObject, listOr, objectOr, textOr, toPlain, valueAt, type PlainObject } from "../protocol/plain";
import type { Connection, Credentials } from "./connection";
import { execCredentials } from "./exec-credentials";

/** Which kubeconfig, and which of its contexts. */
export interface KubeconfigChoice {
  /** A kubeconfig itself, or the path of one; `$KUBECONFIG`, else `~/.kube/config`, without it. */
  readonly kubeconfig?: string;
  /** The file's current context without it. */
  readonly context?: string;
  /** The context's own cluster without it. */
  readonly cluster?: string;
}

interface Source {
  readonly document: PlainObject;
  /** Folder that paths in it are relative to. */
  readonly directory: string;
}

function expand(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function read(path: string): Source {
  return { document: objectOr(toPlain(parse(readFileSync(path, "utf8")))), directory: dirname(resolve(path)) };
}

function sourcesOf(kubeconfig: string | undefined): Source[] {
  if (kubeconfig === undefined || kubeconfig === "") {
    const paths = process.env["KUBECONFIG"]?.split(delimiter) ?? [join(homedir(), ".kube", "config")];
    return paths.filter((path) => path !== "" && existsSync(path)).map(read);
  }
  const path = expand(kubeconfig.trim());
  if (!path.includes("\n") && existsSync(path)) return [read(path)];
  const document = toPlain(parse(kubeconfig));
  if (!isObject(document))
    throw new RolloutError(`kubeconfig: there is no such file, got ${JSON.stringify(kubeconfig)}; write its path`);
  return [{ document, directory: process.cwd() }];
}

function named(sources: readonly Source[], list: string, key: string, name: string): [PlainObject, string] | undefined {
  for (const { document, directory } of sources) {
    const entry = listOr(document[list]).find((item) => valueAt(item, ["name"]) === name);
    if (entry !== undefined) return [objectOr(valueAt(entry, [key])), directory];
  }
  return undefined;
}

function pem(entry: PlainObject, key: string, directory: string): string | undefined {
  const inline = textOr(entry[`${key}-data`]);
  if (inline !== "") return Buffer.from(inline, "base64").toString();
  const path = textOr(entry[key]);
  return path === "" ? undefined : readFileSync(resolve(directory, expand(path)), "utf8");
}

function credentialsOf(user: PlainObject, directory: string, server: string): () => Promise<Credentials> {
  const exec = user["exec"];
  if (isObject(exec)) return execCredentials(exec, server);
  const certificate = pem(user, "client-certificate", directory);
  const key = pem(user, "client-key", directory);
  const tokenFile = textOr(user["tokenFile"]);
  const inline = textOr(user["token"]);
  const name = textOr(user["username"]);
  return () => {
    // A mounted token is renewed in its file.
    const token = tokenFile === "" ? inline : readFileSync(resolve(directory, expand(tokenFile)), "utf8").trim();
    return Promise.resolve({
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
      ...(token === "" ? {} : { token }),
      ...(name === "" ? {} : { basic: `${name}:${textOr(user["password"])}` }),
    });
  };
}

interface Chosen {
  readonly context: PlainObject;
  readonly cluster: PlainObject;
  readonly directory: string;
  readonly sources: readonly Source[];
}

function choose(choice: KubeconfigChoice): Chosen {
  const sources = sourcesOf(choice.kubeconfig);
  const current = sources.map(({ document }) => textOr(document["current-context"])).find((name) => name !== "") ?? "";
  const name = choice.context === undefined || choice.context === "" ? current : choice.context;
  const context = named(sources, "contexts", "context", name);
  if (!context) {
    const known = sources.flatMap(({ document }) => listOr(document["contexts"]).map((it) => valueAt(it, ["name"])));
    throw new RolloutError(
      `cluster.context: no such context in the kubeconfig, got ${JSON.stringify(name)}; write one of ${JSON.stringify(known)}`,
    );
  }
  const clusterName =
    choice.cluster === undefined || choice.cluster === "" ? textOr(context[0]["cluster"]) : choice.cluster;
  const [cluster, directory] = named(sources, "clusters", "cluster", clusterName) ?? [{}, ""];
  if (textOr(cluster["server"]) === "")
    throw new RolloutError(`kubeconfig: the context ${JSON.stringify(name)} names a cluster without a server`);
  return { context: context[0], cluster, directory, sources };
}

/** The cluster entry that a choice leads to: two choices with the same entry reach the same cluster. */
export function clusterEntry(choice: KubeconfigChoice): PlainObject {
  return choose(choice).cluster;
}

/**
 * Finds out how to reach the cluster that a choice leads to.
 *
 * @throws RolloutError if the kubeconfig has no such context
 */
export function loadConnection(choice: KubeconfigChoice): Connection {
  const { context, cluster, directory, sources } = choose(choice);
  const server = textOr(cluster["server"]).replace(/\/+$/, "");
  const [user, userDirectory] = named(sources, "users", "user", textOr(context["user"])) ?? [{}, directory];
  const ca = pem(cluster, "certificate-authority", directory);
  const serverName = textOr(cluster["tls-server-name"]);
  return {
    server,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === "" ? {} : { serverName }),
    skipVerify: cluster["insecure-skip-tls-verify"] === true,
    namespace: textOr(context["namespace"]) || "default",
    credentials: credentialsOf(user, userDirectory, server),
  };
}
