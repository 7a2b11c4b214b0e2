import { z } from "zod";
import type { ServiceDefinition } from "../services";
import { host as hostSchema } from "./fields";
import { artifactRegistryImage, checkImage, parseImage } from "./image";
import { formatPath, type Problem } from "./problem";
import { suggest } from "./suggest";

type Services = Readonly<Record<string, ServiceDefinition>>;

/** Looks at the document as typed, and says nothing about parts that are malformed: the schema has spoken of those. */
type CrossRule = (raw: unknown, services: Services) => Problem[];

const mapOf = (value: unknown): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).safeParse(value).data ?? {};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Key under `secrets` that holds API keys by consumer instead of a service's variables. */
export const KEY_AUTH = "key-auth";

const imagesMatchServices: CrossRule = (raw, services) => {
  if (mapOf(raw)["images"] === undefined) return [];
  const images = mapOf(mapOf(raw)["images"]);
  const missing = Object.keys(services)
    .filter((name) => images[name] === undefined)
    .map((name) => ({
      path: formatPath(["images", name]),
      wrong: "is missing",
      got: undefined,
      instead: `write the image of ${name}, such as "gcr.io/outsrc/outsrc-demo-${name}:1.1.0"`,
    }));
  return [...missing, ...unknownServices("images", images, Object.keys(services))];
};

function unknownServices(key: string, entries: Record<string, unknown>, known: readonly string[]): Problem[] {
  return Object.entries(entries)
    .filter(([name]) => !known.includes(name))
    .map(([name, got]) => ({
      path: formatPath([key, name]),
      wrong: "is no service of services.ts",
      got,
      instead: suggest(name, known),
    }));
}

const settingsMatchServices: CrossRule = (raw, services) =>
  ["services", "releaseNotes", "secrets"].flatMap((key) =>
    unknownServices(key, mapOf(mapOf(raw)[key]), [...Object.keys(services), ...(key === "secrets" ? [KEY_AUTH] : [])]),
  );

const digestsAreKnown: CrossRule = (raw) => {
  const { images, requireDigest, lookUpDigest } = mapOf(raw);
  return Object.entries(mapOf(images)).flatMap(([name, reference]) => {
    if (typeof reference !== "string" || checkImage(reference)) return [];
    const image = parseImage(reference);
    if (image.digest !== undefined) return [];
    const at = { path: formatPath(["images", name]), got: reference };
    if (lookUpDigest === true)
      return artifactRegistryImage(image)
        ? []
        : [
            {
              ...at,
              wrong: "is in a registry that lookUpDigest cannot ask",
              instead: `write "${reference}@sha256:…", or an image of Artifact Registry`,
            },
          ];
    return requireDigest === true
      ? [{ ...at, wrong: "has no digest although requireDigest is set", instead: `write "${reference}@sha256:…"` }]
      : [];
  });
};

const proxiedHostsAreRestrictable: CrossRule = (raw) => {
  const { dns, ipRestriction } = mapOf(raw);
  const { proxied, kongTrustsCloudflare } = mapOf(dns);
  return proxied === true && ipRestriction !== undefined && kongTrustsCloudflare !== true
    ? [
        {
          path: "dns.proxied",
          wrong: "hides the client's address from the ip restriction",
          got: true,
          instead: 'write "proxied": false, or state "kongTrustsCloudflare": true once Kong is set up for it',
        },
      ]
    : [];
};

const hostsFitDns: CrossRule = (raw) => {
  const { hosts, dns } = mapOf(raw);
  const { zone, target } = mapOf(dns);
  return listOf(hosts).flatMap((host, i) => {
    const at = { path: formatPath(["hosts", i]), got: host };
    if (typeof host !== "string" || !hostSchema.safeParse(host).success) return [];
    if (host === target)
      return [{ ...at, wrong: "is the target of its own CNAME", instead: "write the host that users type" }];
    if (typeof zone === "string" && host !== zone && !host.endsWith(`.${zone}`))
      return [{ ...at, wrong: `is outside of the zone ${zone}`, instead: `write a host such as "dev.${zone}"` }];
    return [];
  });
};

const namespaceIsNotKongs: CrossRule = (raw) => {
  const { namespace, ingress } = mapOf(raw);
  return namespace !== undefined && namespace === (mapOf(ingress)["kongNamespace"] ?? "kong")
    ? [{ path: "namespace", wrong: "is Kong's own", got: namespace, instead: "write a namespace of your own" }]
    : [];
};

const variablesAreSetOnce: CrossRule = (raw) => {
  const { services, secrets } = mapOf(raw);
  return Object.entries(mapOf(services)).flatMap(([name, settings]) => {
    const secretNames = Object.keys(mapOf(mapOf(secrets)[name]));
    return Object.entries(mapOf(mapOf(settings)["env"]))
      .filter(([variable]) => secretNames.includes(variable))
      .map(([variable, got]) => ({
        path: formatPath(["services", name, "env", variable]),
        wrong: `is also set by secrets.${name}.${variable}`,
        got,
        instead: "keep one of the two",
      }));
  });
};

const keysHaveALock: CrossRule = (raw) => {
  const { plugins, secrets } = mapOf(raw);
  const wanted = mapOf(plugins)[KEY_AUTH] !== undefined;
  const keys = Object.keys(mapOf(mapOf(secrets)[KEY_AUTH]));
  if (wanted && keys.length === 0)
    return [
      {
        path: `plugins.${KEY_AUTH}`,
        wrong: "would refuse everyone, since no consumer has a key",
        got: mapOf(plugins)[KEY_AUTH],
        instead: `run pulumi config set --secret --path 'secrets.${KEY_AUTH}.partner'`,
      },
    ];
  if (!wanted && keys.length > 0)
    return [
      {
        path: `secrets.${KEY_AUTH}`,
        wrong: "has keys that nothing asks for",
        got: keys,
        instead: `write "${KEY_AUTH}": {} under plugins, or remove them`,
      },
    ];
  return [];
};

/** Everything that concerns more than one key of the stack file, or services.ts. */
export const crossRules: readonly CrossRule[] = [
  imagesMatchServices,
  settingsMatchServices,
  digestsAreKnown,
  namespaceIsNotKongs,
  hostsFitDns,
  proxiedHostsAreRestrictable,
  variablesAreSetOnce,
  keysHaveALock,
];
