import { z } from "zod";
import { admitsEveryone, checkCidr } from "./cidr";
import {
  cidr,
  consumerName,
  duration,
  host,
  image,
  line,
  namespaceName,
  objectName,
  serviceName,
  variableName,
  withRule,
  foreignNamespace,
} from "./fields";
import { pluginsSchema } from "./plugins";
import { serviceSettingsSchema } from "./service-settings";

const gke = z
  .strictObject({
    project: line(63).meta({ description: "Google Cloud project.", examples: ["outsrc-prod"] }),
    location: line(63).meta({ description: "Region or zone.", examples: ["us-central1"] }),
    name: line(63).meta({ description: "Name of the cluster.", examples: ["prod"] }),
  })
  .meta({ description: "A GKE cluster. Needs `gke-gcloud-auth-plugin` on PATH." });

const cluster = withRule(
  z.strictObject({
    context: line(253)
      .optional()
      .meta({ description: "A context of the kubeconfig.", examples: ["kind-outsrc"] }),
    kubeconfig: line(4096)
      .optional()
      .meta({ description: "Path of the kubeconfig; kubectl's own by default.", examples: ["./kubeconfig"] }),
    gke: gke.optional(),
  }),
  {
    given: z.looseObject({ context: z.unknown().optional(), gke: z.unknown().optional() }),
    holds: ({ context, gke }) => (context === undefined) !== (gke === undefined),
    wrong: 'must have either "context" or "gke"',
    instead: 'write {"context": "kind-outsrc"}, or {"gke": {"project": …, "location": …, "name": …}}',
  },
);

const hosts = withRule(z.array(host.meta({ examples: ["dev.outsrc.dev"] })).min(1), {
  given: z.array(z.unknown()),
  holds: (given) => new Set(given).size === given.length,
  wrong: "names a host twice",
  instead: "write each host once",
});

const dns = withRule(
  withRule(
    z.strictObject({
      zoneId: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .optional()
        .meta({ description: "Id of the Cloudflare zone.", examples: ["023e105f4ecef8ad9ca31a8372d0c353"] }),
      zone: host
        .optional()
        .meta({ description: "Name of the zone; looked up at every run.", examples: ["outsrc.dev"] }),
      target: host.meta({
        description: "Host that every CNAME points to: the A record of the cluster's Kong, which another stack owns.",
        examples: ["proxy.outsrc.dev"],
      }),
      proxied: z
        .boolean()
        .default(false)
        .meta({ description: "Whether Cloudflare's proxy stands in between.", examples: [true] }),
      ttl: z
        .int()
        .min(60)
        .max(86_400)
        .optional()
        .meta({ description: "Seconds that resolvers may keep a record; automatic by default.", examples: [300] }),
      kongTrustsCloudflare: z
        .boolean()
        .default(false)
        .meta({
          description:
            "States that Kong takes the client's address from Cloudflare (`trusted_ips`, `real_ip_header`). Without it " +
            "an ip restriction behind the proxy would see Cloudflare's addresses only.",
          examples: [true],
        }),
    }),
    {
      given: z.looseObject({ zoneId: z.unknown().optional(), zone: z.unknown().optional() }),
      holds: ({ zoneId, zone }) => (zoneId === undefined) !== (zone === undefined),
      wrong: 'must have either "zoneId" or "zone"',
      instead: 'write the zone\'s id as "zoneId", or its name as "zone"',
    },
  ),
  {
    given: z.looseObject({ proxied: z.literal(true), ttl: z.unknown().optional() }),
    holds: ({ ttl }) => ttl === undefined,
    path: ["ttl"],
    wrong: "is set for proxied records, whose ttl is automatic",
    instead: 'remove it, or write "proxied": false',
  },
);

const networks = z.array(cidr.meta({ examples: ["203.0.113.0/24"] })).min(1);

const ipRestriction = withRule(
  withRule(
    z.strictObject({
      allow: networks
        .optional()
        .meta({ description: "Networks that may call; everyone else is refused.", examples: [["203.0.113.0/24"]] }),
      deny: networks
        .optional()
        .meta({ description: "Networks that may not call; checked first.", examples: [["198.51.100.7/32"]] }),
      status: z
        .int()
        .min(400)
        .max(599)
        .default(403)
        .meta({ description: "HTTP status of a refusal.", examples: [403] }),
      message: line(1024)
        .optional()
        .meta({ description: "Text of a refusal; Kong's own by default.", examples: ["not from here"] }),
    }),
    {
      given: z.looseObject({ allow: z.unknown().optional(), deny: z.unknown().optional() }),
      holds: ({ allow, deny }) => allow !== undefined || deny !== undefined,
      wrong: "restricts nothing",
      instead: 'write "allow" or "deny"; to let everyone in, remove ipRestriction',
    },
  ),
  {
    given: z.looseObject({ allow: z.array(z.string()) }),
    holds: ({ allow }) => !admitsEveryone(allow.filter((range) => !checkCidr(range))),
    path: ["allow"],
    wrong: "admits everyone",
    instead: "name the networks that may call; to let everyone in, remove ipRestriction",
  },
);

const secretValue = z.string().meta({ examples: ["…"] });

/** Configuration of one stack: the keys of `Pulumi.<stack>.yaml` under `outsrc:`. */
export const stackSchema = z.strictObject({
  cluster: cluster.meta({
    description: "The cluster: either a kubeconfig context, or a GKE cluster.",
    examples: [{ context: "kind-outsrc" }],
  }),
  namespace: namespaceName.meta({
    description: "Namespace that the stack creates and owns.",
    examples: ["outsrc-dev"],
  }),
  hosts: hosts.meta({ description: "Hosts that the environment answers to.", examples: [["dev.outsrc.dev"]] }),
  images: z.record(serviceName, image.meta({ examples: ["gcr.io/outsrc/outsrc-demo-front:1.1.0"] })).meta({
    description: "Image of each service: `repository:tag` or `repository:tag@sha256:…`.",
    examples: [{ front: "gcr.io/outsrc/outsrc-demo-front:1.1.0" }],
  }),
  releaseNotes: z
    .record(serviceName, line(256).meta({ examples: ["faster search"] }))
    .default({})
    .meta({
      description: "Why each service runs its image: the CHANGE-CAUSE of `kubectl rollout history`.",
      examples: [{ front: "faster search" }],
    }),
  services: z
    .record(serviceName, serviceSettingsSchema)
    .default({})
    .meta({ description: "What differs between environments, by service.", examples: [{ front: { replicas: 3 } }] }),
  secrets: z
    .object({ "key-auth": z.record(consumerName, secretValue).optional() })
    .catchall(z.record(variableName, secretValue))
    .prefault({})
    .meta({
      description:
        "Encrypted environment variables by service, and API keys by consumer under `key-auth`. Written by " +
        "`pulumi config set --secret --path 'secrets.front.API_TOKEN'`; no other key may hold a secret.",
    }),
  tls: z
    .strictObject({
      clusterIssuer: objectName.meta({
        description: "cert-manager ClusterIssuer that signs `<namespace>-tls`.",
        examples: ["letsencrypt-production"],
      }),
    })
    .meta({ description: "Certificate of all hosts." }),
  ingress: z
    .strictObject({
      class: objectName.default("kong").meta({ description: "Ingress class of Kong.", examples: ["kong"] }),
      kongNamespace: foreignNamespace
        .default("kong")
        .meta({ description: "Namespace that Kong runs in; the only one let in.", examples: ["kong"] }),
    })
    .prefault({})
    .meta({ description: "The Kong installation of the cluster, which other stacks share." }),
  dns: dns.optional().meta({ description: "A Cloudflare CNAME for every host; none by default." }),
  ipRestriction: ipRestriction
    .optional()
    .meta({ description: "Who may call, by address. Absent means that everyone may." }),
  plugins: pluginsSchema.prefault({}),
  requireDigest: z
    .boolean()
    .default(false)
    .meta({ description: "Refuses images without a digest.", examples: [true] }),
  lookUpDigest: z
    .boolean()
    .default(false)
    .meta({ description: "Looks missing digests up in Artifact Registry.", examples: [true] }),
  soak: duration.optional().meta({
    description:
      "How long an image must have run in the environment that it is promoted from; `rollout promote` refuses a younger " +
      "one. No time by default.",
    examples: ["24h"],
  }),
  protect: z
    .boolean()
    .default(false)
    .meta({ description: "Makes `pulumi destroy` refuse to delete the namespace.", examples: [true] }),
});

/** Checked configuration of one stack, defaults filled in. */
export type StackConfig = Readonly<z.output<typeof stackSchema>>;
