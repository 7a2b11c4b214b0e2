import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RolloutError } from "../../../config/errors";
import { listOr, objectOr, textOr, toPlain, valueAt, type PlainObject } from "../protocol/plain";
import type { Credentials } from "./connection";

const run = promisify(execFile);

/** A token is renewed this long before it expires. */
const MARGIN_MS = 60_000;

function environmentOf(exec: PlainObject, server: string): NodeJS.ProcessEnv {
  const info = {
    apiVersion: textOr(exec["apiVersion"]),
    kind: "ExecCredential",
    spec: { interactive: false, ...(exec["provideClusterInfo"] === true ? { cluster: { server } } : {}) },
  };
  const environment: NodeJS.ProcessEnv = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  for (const item of listOr(exec["env"]))
    environment[textOr(valueAt(item, ["name"]))] = textOr(valueAt(item, ["value"]));
  return environment;
}

async function ask(exec: PlainObject, server: string): Promise<PlainObject> {
  const command = textOr(exec["command"]);
  try {
    const args = listOr(exec["args"]).map(textOr);
    const { stdout } = await run(command, args, { env: environmentOf(exec, server) });
    return objectOr(objectOr(toPlain(JSON.parse(stdout)))["status"]);
  } catch (cause) {
    const hint = textOr(exec["installHint"]);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RolloutError(`${command}: no credentials for ${server}: ${reason.trim()}; ${hint}`, undefined, { cause });
  }
}

/** Credentials that a program hands out, as `gke-gcloud-auth-plugin` does. They are kept until they expire. */
export function execCredentials(exec: PlainObject, server: string): () => Promise<Credentials> {
  let known: Promise<PlainObject> | undefined;
  let expires = Infinity;
  return async () => {
    if (known === undefined || Date.now() > expires - MARGIN_MS) known = ask(exec, server);
    const status = await known;
    const expiry = textOr(status["expirationTimestamp"]);
    expires = expiry === "" ? Infinity : Date.parse(expiry);
    const token = textOr(status["token"]);
    const certificate = textOr(status["clientCertificateData"]);
    return token === "" ? { certificate, key: textOr(status["clientKeyData"]) } : { token };
  };
}
