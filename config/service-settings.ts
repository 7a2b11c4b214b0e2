import { z } from "zod";
import { fileName, quantity, variableName, withRule } from "./fields";
import { parseQuantity } from "./quantity";

const MAX_REPLICAS = 1000;
// The API server refuses objects of more than 1 MiB; this leaves room for the rest of the ConfigMap.
const MAX_FILES_BYTES = 1_000_000;

const replicas = (description: string) =>
  z
    .int()
    // Without a pod the Service has no endpoint, and an update would wait for one in vain. To close an environment there is
    // the plugin request-termination.
    .min(1)
    .max(MAX_REPLICAS)
    .meta({ description, examples: [3] });

const autoscaling = withRule(
  z.strictObject({
    minReplicas: replicas("Pods that are always there."),
    maxReplicas: replicas("Pods that there are at most."),
    cpuPercent: z
      .int()
      .min(1)
      .max(100)
      .default(70)
      .meta({ description: "CPU use to aim for, in percent of the request.", examples: [70] }),
  }),
  {
    given: z.looseObject({ minReplicas: z.number(), maxReplicas: z.number() }),
    holds: ({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas,
    path: ["minReplicas"],
    wrong: "is above maxReplicas",
    instead: "write a number that is not above maxReplicas",
  },
);

const amounts = (description: string) =>
  z
    .strictObject({
      cpu: quantity.optional().meta({ description: "Cores.", examples: ["250m"] }),
      memory: quantity.optional().meta({ description: "Bytes.", examples: ["256Mi"] }),
    })
    .default({})
    .meta({ description });

/** Requests of a service that states none: what GKE Autopilot bills as one of its smallest pods. */
export const DEFAULT_REQUESTS = { cpu: "100m", memory: "128Mi" } as const;

const bytes = z.string().transform((text) => parseQuantity(text) ?? NaN);

const resources = withRule(
  z.strictObject({
    requests: amounts(
      `What the scheduler sets aside; cpu ${DEFAULT_REQUESTS.cpu} and memory ${DEFAULT_REQUESTS.memory} by default.`,
    ),
    limits: amounts("Where the kernel stops it; memory as requested and no limit of cpu by default."),
  }),
  {
    given: z.looseObject({
      requests: z.looseObject({ memory: bytes.default(parseQuantity(DEFAULT_REQUESTS.memory) ?? 0) }),
      limits: z.looseObject({ memory: bytes }),
    }),
    holds: ({ requests, limits }) => !(limits.memory < requests.memory),
    path: ["limits", "memory"],
    wrong: "is below the memory request",
    instead: "write at least as much as requests.memory, or remove it",
  },
);

const cpuResources = withRule(resources, {
  given: z.looseObject({
    requests: z.looseObject({ cpu: bytes.default(parseQuantity(DEFAULT_REQUESTS.cpu) ?? 0) }),
    limits: z.looseObject({ cpu: bytes }),
  }),
  holds: ({ requests, limits }) => !(limits.cpu < requests.cpu),
  path: ["limits", "cpu"],
  wrong: "is below the cpu request",
  instead: "write at least as much as requests.cpu, or remove it",
});

const security = z.strictObject({
  allowRoot: z
    .boolean()
    .default(false)
    .meta({ description: "Lets the container run as root. The namespace then enforces `baseline`.", examples: [true] }),
  writableRootFilesystem: z
    .boolean()
    .default(false)
    .meta({ description: "Lets the container write outside of /tmp.", examples: [true] }),
});

/** What one service is in this environment and not in others. */
export const serviceSettingsSchema = withRule(
  withRule(
    z.strictObject({
      replicas: replicas("Pods; 1 by default.").optional(),
      autoscaling: autoscaling.optional().meta({ description: "A HorizontalPodAutoscaler that owns the replicas." }),
      env: z
        .record(variableName, z.string().meta({ examples: ["info"] }))
        .default({})
        .meta({ description: "Environment variables, as strings.", examples: [{ LOG_LEVEL: "info" }] }),
      files: z
        .record(fileName, z.string().meta({ examples: ["theme: light\n"] }))
        .default({})
        .meta({
          description: "Config files by name, mounted read-only.",
          examples: [{ "app.yaml": "theme: light\n" }],
        }),
      resources: cpuResources.prefault({}).meta({ description: "CPU and memory of one pod." }),
      security: security.prefault({}).meta({ description: "Exceptions from the restricted security context." }),
      restartedAt: z.iso
        .datetime()
        .optional()
        .meta({
          description: "When `rollout restart` last asked for new pods; another time is another set of pods.",
          examples: ["2026-11-24T18:00:00Z"],
        }),
    }),
    {
      given: z.looseObject({ replicas: z.unknown().optional(), autoscaling: z.unknown().optional() }),
      holds: ({ replicas, autoscaling }) => replicas === undefined || autoscaling === undefined,
      path: ["replicas"],
      wrong: "is fixed although autoscaling owns it",
      instead: 'keep either "replicas" or "autoscaling"',
    },
  ),
  {
    given: z.looseObject({ files: z.record(z.string(), z.string()) }),
    holds: ({ files }) =>
      Object.values(files).reduce((sum, file) => sum + Buffer.byteLength(file), 0) <= MAX_FILES_BYTES,
    path: ["files"],
    wrong: `hold more than ${MAX_FILES_BYTES} bytes together`,
    instead: "keep large files in the image or in a bucket",
  },
);
