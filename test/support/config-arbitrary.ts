import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { AppEnvironment } from "../../components/app-environment";
import { describeEnvironment } from "../../config/environment";
import { ConfigError } from "../../config/errors";
import { lookUp } from "../../config/lookups";
import { parseConfig } from "../../config/parse";
import { declareProviders } from "../../config/providers";
import type { StackConfig } from "../../config/schema";
import type { ServiceDefinition } from "../../services";
import { declare, type Registration } from "./declare";
import { DIGEST } from "./valid-config";

/** services.ts and a stack file that fit each other, before anybody has checked them. */
export interface Declared {
  readonly services: Record<string, ServiceDefinition>;
  readonly raw: Record<string, unknown>;
}

/** What every secret value of a generated stack contains. */
export const CANARY = "canary";

const label = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
// Names that something else has, or might be thought to have.
const hazard = fc.constantFrom(
  "default",
  "default-deny",
  "acme-http01-solver",
  "constructor",
  "outsrc",
  "front-config",
);
const name = fc.oneof({ weight: 20, arbitrary: label }, { weight: 1, arbitrary: hazard });
const probePath = fc.stringMatching(/^\/[a-z]{0,6}$/);
// What people write into files and variables, and what YAML readers stumble over.
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("yes", "off", "0b1", "1_000", "a: b\n", "- x\n", ""),
);
const line = fc.stringMatching(/^[ -~]{1,20}$/);
const variable = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/);
const fileName = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,8}$/);

const definition = (others: readonly string[]) =>
  fc.record(
    {
      port: fc.integer({ min: 1, max: 65_535 }),
      probes: fc.record({ readiness: probePath, liveness: probePath }, { requiredKeys: ["readiness"] }),
      callers: fc.subarray([...others]),
      startupSeconds: fc.integer({ min: 1, max: 600 }),
      configDirectory: fc.constantFrom("/srv/config", "/etc/config"),
    },
    { requiredKeys: ["port", "probes"] },
  );

const image = (service: string) =>
  fc
    .tuple(
      fc.constantFrom("gcr.io/outsrc/", "europe-docker.pkg.dev/outsrc/images/", "us.gcr.io/outsrc/demo/"),
      fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/).filter((tag) => tag !== "latest"),
      fc.constantFrom("", `@${DIGEST}`),
    )
    .map(([registry, tag, digest]) => `${registry}${service.replaceAll(/-+/g, "-")}:${tag}${digest}`);

const scaling = fc.oneof(
  fc.record({ replicas: fc.integer({ min: 0, max: 5 }) }),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .map(([minReplicas, more]) => ({ autoscaling: { minReplicas, maxReplicas: minReplicas + more } })),
  fc.constant({}),
);

const settings = fc
  .tuple(
    scaling,
    fc.record(
      {
        env: fc.dictionary(
          variable.map((v) => `E_${v}`),
          text,
          { maxKeys: 3 },
        ),
        files: fc.dictionary(fileName, text, { maxKeys: 3 }),
        security: fc.record({ allowRoot: fc.boolean(), writableRootFilesystem: fc.boolean() }, { requiredKeys: [] }),
        resources: fc.constantFrom({}, { requests: { cpu: "2", memory: "1Gi" } }, { limits: { memory: "1Gi" } }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([scale, others]) => ({ ...scale, ...others }));

const network = fc.ipV4().map((address) => `${address}/32`);
const ipRestriction = fc.record(
  { allow: fc.array(network, { minLength: 1, maxLength: 3 }), message: line },
  { requiredKeys: ["allow"] },
);

const dns = fc.record({
  zone: fc.constant("outsrc.dev"),
  target: fc.constant("proxy.outsrc.dev"),
  proxied: fc.boolean(),
  kongTrustsCloudflare: fc.constant(true),
});

const plugins = fc.record(
  {
    "rate-limiting": fc.record({ minute: fc.integer({ min: 1, max: 1000 }) }),
    cors: fc.record({ origins: fc.constant(["https://app.outsrc.dev"]) }),
    "request-size-limiting": fc.record({ allowed_payload_size: fc.integer({ min: 1, max: 100 }) }),
    "key-auth": fc.constant({}),
    "request-termination": fc.record({ message: line }),
  },
  { requiredKeys: [] },
);

const secretValues = (key: fc.Arbitrary<string>) =>
  fc.dictionary(
    key,
    text.map((value) => `${CANARY}${value}`),
    { minKeys: 1, maxKeys: 2 },
  );

const forEach = <T>(names: readonly string[], arbitrary: (name: string) => fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((one) => [one, arbitrary(one)])));

function stackFile(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const some = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.subarray([...names]).chain((chosen) => forEach(chosen, () => arbitrary));
  const required = fc.record({
    cluster: fc.constantFrom({ context: "kind" }, { gke: { project: "p", location: "l", name: "n" } }),
    namespace: name,
    hosts: fc.uniqueArray(
      label.map((one) => `${one}.outsrc.dev`),
      { minLength: 1, maxLength: 3 },
    ),
    images: forEach(names, image),
    tls: fc.constant({ clusterIssuer: "letsencrypt-staging" }),
    secrets: some(secretValues(variable.map((v) => `S_${v}`))),
    plugins,
  });
  const optional = fc.record(
    {
      services: some(settings),
      releaseNotes: some(line),
      dns,
      ipRestriction,
      lookUpDigest: fc.boolean(),
      protect: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const keys = secretValues(label);
  return fc.tuple(required, optional, keys).map(([must, may, consumers]) => ({
    ...must,
    ...may,
    secrets: "key-auth" in must.plugins ? { ...must.secrets, "key-auth": consumers } : must.secrets,
  }));
}

/** Any application of up to 3 services, in any environment. */
export const anyStack: fc.Arbitrary<Declared> = fc.uniqueArray(name, { minLength: 1, maxLength: 3 }).chain((names) =>
  fc
    .tuple(
      forEach(names, () => definition(names)),
      fc.subarray(names, { minLength: 1 }),
      stackFile(names),
    )
    .map(([definitions, routed, raw]) => ({
      services: Object.fromEntries(
        Object.entries(definitions).map(([key, one]) => [
          key,
          routed.includes(key) ? { ...one, path: key === routed[0] ? "/" : `/${key}` } : one,
        ]),
      ),
      raw,
    })),
);

/** The checked configuration; `undefined` if it was refused, which properties of valid ones have nothing to say about. */
export function accepted({ services, raw }: Declared): StackConfig | undefined {
  try {
    return parseConfig(raw, services, "Pulumi.any.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** What the program declares for it. */
export function declareStack(config: StackConfig, services: Declared["services"]): Promise<Registration[]> {
  return declare(() => {
    const secrets = Object.fromEntries(
      Object.entries(config.secrets).map(([owner, values]) => [
        owner,
        Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pulumi.secret(value)])),
      ]),
    );
    const loaded = { ...config, secrets, cloudflareToken: undefined };
    const providers = declareProviders(loaded);
    new AppEnvironment("outsrc", describeEnvironment(loaded, services, lookUp(loaded, providers)), {
      providers: [providers.kubernetes, ...(providers.cloudflare ? [providers.cloudflare] : [])],
    });
  });
}
