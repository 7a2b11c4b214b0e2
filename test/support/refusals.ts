import assert from "node:assert/strict";
import { ConfigError } from "../../config/errors";
import { parseConfig } from "../../config/parse";
import type { ServiceDefinition } from "../../services";
import { twoServices, validConfig } from "./valid-config";

/** The problems of a report, without its first line; none for a configuration that is accepted. */
export function problemsOf(
  raw: Record<string, unknown>,
  services: Record<string, ServiceDefinition> = twoServices,
): string[] {
  try {
    parseConfig(raw, services, "Pulumi.dev.yaml");
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

/** A valid configuration with some keys written over. */
export const withKeys = (keys: Record<string, unknown>) => ({ ...validConfig(), ...keys });

/** A valid configuration with these settings of the service front. */
export const withFront = (settings: unknown) => withKeys({ services: { front: settings } });

/** A valid `dns`. */
export const dns = { zone: "outsrc.dev", target: "proxy.outsrc.dev" };

/** [what is refused, the configuration, the whole report] */
export type Refusal = [string, Record<string, unknown>, string[]];

/** One test for each row: the report has exactly these problems. */
export function itRejects(refusals: readonly Refusal[]): void {
  for (const [what, raw, expected] of refusals)
    it(`rejects ${what}`, () => {
      assert.deepEqual(problemsOf(raw), expected);
    });
}
