import { z } from "zod";

/** A field that an operation changes. A secret is `[secret]`. */
export interface StepField {
  /** Path in the resource's inputs: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  /** `undefined` where the field is new. */
  readonly before: unknown;
  /** `undefined` where the field goes. */
  readonly after: unknown;
}

/** One thing that the engine did, or would do, to a resource that it did not leave as it was. */
export interface Step {
  /** The engine's word for it: `create`, `update`, `delete`, `create-replacement`, `delete-replaced`, `replace` … */
  readonly operation: string;
  readonly urn: string;
  /** Type of the resource: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Logical name of the resource. */
  readonly name: string;
  /** Fields that differ, as the provider names them; empty for what is made or deleted. */
  readonly fields: readonly string[];
  /** The same fields with their values. */
  readonly changes: readonly StepField[];
  /**
   * The Kubernetes object that it is about, in a replacement the one that is there; `undefined` for anything else, and where
   * its name is not known yet.
   */
  readonly object: StepObject | undefined;
}

/** A Kubernetes object that a step is about. */
export interface StepObject {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Its `metadata.generation` when the engine looked at it last; `undefined` where it was not there. */
  readonly generation?: number;
}

/** How the cluster of a stack can be reached: what the program gave to its Kubernetes provider. */
export interface ClusterConnection {
  /** Path or content of a kubeconfig; kubectl's own by default. */
  readonly kubeconfig?: string | undefined;
  /** Context in it; its current one by default. */
  readonly context?: string | undefined;
}

/** Something that went wrong with a resource, or with the program where there is no `urn`. */
export interface EngineProblem {
  readonly urn: string | undefined;
  readonly message: string;
}

const resource = z.looseObject({
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});
const metadata = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: resource.nullish(),
  new: resource.nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});
const named = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const generated = z.looseObject({ metadata: z.looseObject({ generation: z.number() }) });
const connection = z.looseObject({ kubeconfig: z.string().optional(), context: z.string().optional() });

const KUBERNETES_PROVIDER = "pulumi:providers:kubernetes";
// The key by which the engine tells a secret, or another value of its own, from a map (pulumi: sdk/go/common/resource/sig).
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const HIDDEN = "[secret]";

// Reads do nothing to a resource, and "same" says that nothing was done.
const SILENT = new Set(["same", "refresh", "read", "discard"]);

/** Splits a path as the engine writes it: `a.b["c.d"][0]`. */
function segments(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted?.replaceAll('\\"', '"') ?? index ?? plain ?? "",
  );
}

/** A value as people may see it. What is in a secret cannot be told from it. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return HIDDEN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}

function valueAt(inputs: unknown, path: string): unknown {
  const found = segments(path).reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null) return undefined;
    return SIGNATURE in value ? value : Reflect.get(value, key);
  }, inputs);
  return shown(found);
}

/** Logical name of a resource. */
export function nameOfUrn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The step that an event of the engine announces; `undefined` if it leaves the resource as it is. */
export function stepOf(event: unknown): Step | undefined {
  const parsed = metadata.safeParse(event);
  if (!parsed.success || SILENT.has(parsed.data.op)) return undefined;
  const { op, urn, type, old, new: now, detailedDiff } = parsed.data;
  const fields = Object.keys(detailedDiff ?? {});
  const changes = fields.map((path) => ({
    path,
    before: valueAt(old?.inputs, path),
    after: valueAt(now?.inputs, path),
  }));
  const [current, other] = op.includes("replace") ? [old, now] : [now, old];
  const object = named.safeParse(current?.inputs ?? other?.inputs).data?.metadata;
  const generation = generated.safeParse(old?.outputs).data?.metadata.generation;
  return {
    operation: op,
    urn,
    type,
    name: nameOfUrn(urn),
    fields,
    changes,
    object: object && {
      name: object.name,
      namespace: object.namespace,
      ...(generation === undefined ? {} : { generation }),
    },
  };
}

/** The connection that an event about the Kubernetes provider shows. */
export function connectionOf(event: unknown): ClusterConnection | undefined {
  const parsed = metadata.safeParse(event);
  if (!parsed.success || parsed.data.type !== KUBERNETES_PROVIDER || parsed.data.op === "delete") return undefined;
  const inputs = connection.safeParse(parsed.data.new?.inputs ?? parsed.data.old?.inputs);
  return inputs.success ? { kubeconfig: inputs.data.kubeconfig, context: inputs.data.context } : undefined;
}

/**
 * Whether a step only waits: an object that was not ready at the last look is "updated" without a change, so that the
 * engine waits for it again.
 */
export function onlyWaits({ operation, fields }: Step): boolean {
  return operation === "update" && fields.length === 0;
}

/** A step in one word, for comparing what was shown with what was done. */
function stepKey({ operation, urn, fields }: Step): string {
  return JSON.stringify([operation, urn, [...fields].sort()]);
}

/**
 * Steps that were done but not shown, and shown but not done. Both are empty if an update kept its word. Steps that only
 * wait do not count: whether an object is ready is not in the hands of who looks.
 */
export function differingSteps(
  shown: readonly Step[],
  done: readonly Step[],
): { readonly unannounced: readonly Step[]; readonly omitted: readonly Step[] } {
  const [announced, applied] = [shown, done].map((steps) => steps.filter((step) => !onlyWaits(step)));
  const without = (steps: readonly Step[] = [], others: readonly Step[] = []) => {
    const keys = new Set(others.map(stepKey));
    return steps.filter((step) => !keys.has(stepKey(step)));
  };
  return { unannounced: without(applied, announced), omitted: without(announced, applied) };
}
