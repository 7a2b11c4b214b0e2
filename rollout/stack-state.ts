import { z } from "zod";
import type { ClusterConnection } from "./steps";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const operation = z.looseObject({ type: z.string(), resource });

const exported = z.looseObject({
  resources: z.array(resource).default([]),
  pending_operations: z.array(operation).default([]),
});

/** A resource as the state of a stack holds it. */
export type StateResource = Readonly<z.infer<typeof resource>>;

/** An operation that was under way when the engine was ended: `creating`, `updating`, `deleting` … */
export type PendingOperation = Readonly<z.infer<typeof operation>>;

/** What the engine remembers of a stack. */
export interface StackState {
  readonly resources: readonly StateResource[];
  readonly pending: readonly PendingOperation[];
}

/** The program's outputs, which tell where everything is, and what else the last update left to be compared. */
export interface DeployedOutputs {
  readonly namespace: string;
  readonly urls: readonly string[];
  /** Image of each service. */
  readonly images: Readonly<Record<string, string>>;
  /** Name of each service's Deployment. */
  readonly deployments: Readonly<Record<string, string>>;
  /** Pods that each Deployment was declared with, by its name; without those that an autoscaler scales. */
  readonly replicas: Readonly<Record<string, number>>;
}

const outputs = z.looseObject({
  namespace: z.string(),
  urls: z.array(z.string()),
  images: z.record(z.string(), z.string()),
  deployments: z.record(z.string(), z.string()),
});

const deployment = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ replicas: z.number() }),
});
const autoscaler = z.looseObject({ spec: z.looseObject({ scaleTargetRef: z.looseObject({ name: z.string() }) }) });

const connection = z.looseObject({ kubeconfig: z.string().optional(), context: z.string().optional() });

/** Reads what the engine exports as the deployment of a stack; a stack that was never updated has none. */
export function parseState(deployment: unknown): StackState {
  const { resources, pending_operations: pending } = exported.parse(deployment ?? {});
  return { resources, pending };
}

function replicasOf({ resources }: StackState): Readonly<Record<string, number>> {
  const scaled = resources
    .filter(({ type }) => type === "kubernetes:autoscaling/v2:HorizontalPodAutoscaler")
    .map(({ inputs }) => autoscaler.safeParse(inputs).data?.spec.scaleTargetRef.name);
  return Object.fromEntries(
    resources
      .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
      // One that only waits to be deleted has the name of the one in its place.
      .filter((resource) => resource["delete"] !== true)
      .flatMap(({ inputs }) => deployment.safeParse(inputs).data ?? [])
      .filter(({ metadata }) => !scaled.includes(metadata.name))
      .map(({ metadata, spec }) => [metadata.name, spec.replicas]),
  );
}

/** The outputs of the last update; `undefined` before the first one, and after a destroy. */
export function outputsOf(state: StackState): DeployedOutputs | undefined {
  const stack = state.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { data } = outputs.safeParse(stack?.outputs);
  return data && { ...data, replicas: replicasOf(state) };
}

/** How the last update reached the cluster; `undefined` if there is no Kubernetes provider in the state. */
export function clusterOf({ resources }: StackState): ClusterConnection | undefined {
  const provider = resources.find(({ type }) => type === "pulumi:providers:kubernetes");
  const inputs = connection.safeParse(provider?.inputs);
  return provider && inputs.success ? { kubeconfig: inputs.data.kubeconfig, context: inputs.data.context } : undefined;
}
