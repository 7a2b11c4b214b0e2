import * as pulumi from "@pulumi/pulumi";
import { app, services } from "../services";
import { isCallable } from "./callable";
import { decodeValue } from "./decode";
import { ConfigError } from "./errors";
import { parseConfig, problemReport } from "./parse";
import type { Problem } from "./problem";
import type { StackConfig } from "./schema";

/** Environment variable that the Cloudflare provider reads by itself. */
const CLOUDFLARE_TOKEN_VARIABLE = "CLOUDFLARE_API_TOKEN";

/** Configuration of the current stack, with its secrets under Pulumi's care. */
export interface LoadedConfig extends Omit<StackConfig, "secrets"> {
  readonly secrets: Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>>;
  /** `undefined` where the provider reads CLOUDFLARE_API_TOKEN itself, so that the state does not hold the token. */
  readonly cloudflareToken: pulumi.Output<string> | undefined;
}

// The SDK knows which keys hold secrets, but its type declarations leave the function out.
function isSecret(key: string): boolean {
  const isConfigSecret: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  return isCallable(isConfigSecret) && isConfigSecret(key) === true;
}

function misplacedSecrets(raw: Readonly<Record<string, unknown>>): Problem[] {
  return Object.keys(raw).flatMap((key) => {
    const secret = isSecret(`${app}:${key}`);
    if (key !== "secrets" && secret)
      return [{ path: key, wrong: "holds a secret", got: "[secret]", instead: "write it under secrets.<service>" }];
    if (key === "secrets" && !secret && JSON.stringify(raw[key]) !== "{}")
      return [
        {
          path: key,
          wrong: "is not encrypted",
          got: raw[key],
          instead: "run pulumi config set --secret --path 'secrets.<service>.<NAME>'",
        },
      ];
    return [];
  });
}

function missingToken(raw: Readonly<Record<string, unknown>>, token: unknown): Problem[] {
  return "dns" in raw && token === undefined && !process.env[CLOUDFLARE_TOKEN_VARIABLE]
    ? [
        {
          path: "cloudflare:apiToken",
          wrong: "is missing although dns is set",
          got: undefined,
          instead: `set ${CLOUDFLARE_TOKEN_VARIABLE}, or run pulumi config set --secret cloudflare:apiToken`,
        },
      ]
    : [];
}

/**
 * Reads and checks the configuration of the current stack. Nothing else reads `pulumi.Config`.
 * @throws ConfigError that reports every problem at once
 */
export function loadConfig(): LoadedConfig {
  const prefix = `${app}:`;
  const source = `Pulumi.${pulumi.getStack()}.yaml`;
  const raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value])
      .map(([key = "", value = ""]) => [key, decodeValue(key, value)]),
  );
  const cloudflareToken = new pulumi.Config("cloudflare").getSecret("apiToken");
  const outside = [...misplacedSecrets(raw), ...missingToken(raw, cloudflareToken)];
  // A misplaced secret would be printed by the other checks, so it is told about first.
  if (outside.length > 0) throw new ConfigError(problemReport(source, outside));

  const config = parseConfig(raw, services, source);
  const secrets = Object.fromEntries(
    Object.entries(config.secrets).map(([owner, values]) => [owner, underCare(values)]),
  );
  return { ...config, secrets, cloudflareToken };
}

function underCare(values: Readonly<Record<string, string>>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value)]));
}
