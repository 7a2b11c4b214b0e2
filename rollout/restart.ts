import { EXIT, RolloutError } from "../config/errors";
import type { Session } from "./session";
import { imagesOf, mapOf } from "./stack-values";
import { readYaml, rewriteYaml } from "./yaml-rewrite";

/**
 * The text of a stack file that asks for new pods.
 *
 * @param services - names; all of the stack if empty
 * @throws RolloutError for a service that the stack does not have
 */
export function restartedText(
  { project, stack, valuesOf }: Session,
  text: string,
  services: readonly string[],
  now: Date,
): { readonly text: string; readonly services: readonly string[] } {
  const known = Object.keys(imagesOf(valuesOf(text), project));
  const chosen = services.length > 0 ? services : known;
  const unknown = chosen.filter((service) => !known.includes(service));
  if (unknown.length > 0)
    throw new RolloutError(`${stack} has no service ${unknown.join(", ")}; write ${known.join(", ")}`, EXIT.usage);
  const file = `Pulumi.${stack}.yaml`;
  const key = `${project}:services`;
  const document = readYaml(text, file);
  const config = mapOf(document["config"]);
  const settings = mapOf(config[key]);
  const restartedAt = now.toISOString().replace(/\.\d+Z$/, "Z");
  const restarted = chosen.map((service): [string, unknown] => [service, { ...mapOf(settings[service]), restartedAt }]);
  const changed = { ...config, [key]: { ...settings, ...Object.fromEntries(restarted) } };
  return { text: rewriteYaml(text, { ...document, config: changed }, file), services: chosen };
}
