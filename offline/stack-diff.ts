import { diffFields, type FieldChange } from "./field-diff";
import { kindOf, type Declaration } from "./recording-monitor";

/** What an update would do to one resource. */
export interface ResourceChange {
  readonly operation: "replace" | "delete" | "update" | "create";
  /** Kind of the resource: `Deployment`. */
  readonly kind: string;
  /** Name of the object, in a replacement of the one that is there; its logical name where Pulumi makes the name. */
  readonly name: string;
  /** Namespace of the object; `undefined` where it has none. */
  readonly namespace: string | undefined;
  readonly urn: string;
  /** Fields that differ; empty for what is made or deleted. */
  readonly fields: readonly FieldChange[];
  /** Whether the old object stays in the cluster, although the stack forgets it. */
  readonly retained: boolean;
  /** Whether the engine will refuse to delete it. */
  readonly protected: boolean;
}

/** How two declarations of a stack differ. */
export interface StackDiff {
  /** Replaces and deletes first, then updates, then what is new. */
  readonly changes: readonly ResourceChange[];
  /** Number of resources that stay as they are. */
  readonly unchanged: number;
}

const ORDER = ["replace", "delete", "update", "create"] as const;

// Fields whose change makes the provider replace the object
// (pulumi/pulumi-kubernetes, provider/pkg/provider/diff.go; pulumi/pulumi-cloudflare for DnsRecord).
const REPLACE_FIELDS: Readonly<Record<string, readonly RegExp[]>> = {
  Deployment: [/^spec\.selector\b/],
  Service: [/^spec\.clusterIP$/],
  ConfigMap: [/^(?:data|binaryData)\b/],
  Secret: [/^(?:data|stringData|type)\b/],
  DnsRecord: [/^(?:zoneId|type)$/],
};
const REPLACE_METADATA = /^metadata\.(?:name|namespace)$/;

function needsReplace(declaration: Declaration, fields: readonly FieldChange[]): boolean {
  const patterns = [REPLACE_METADATA, ...(REPLACE_FIELDS[kindOf(declaration)] ?? [])];
  return fields.some(({ path }) => patterns.some((pattern) => pattern.test(path)));
}

function textAt(inputs: unknown, key: string): string | undefined {
  const value: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, key) : undefined;
  return typeof value === "string" ? value : undefined;
}

function change(
  operation: ResourceChange["operation"],
  before: Declaration | undefined,
  shown: Declaration,
  fields: readonly FieldChange[] = [],
): ResourceChange {
  const { metadata } = shown.inputs;
  const removes = operation === "replace" || operation === "delete";
  return {
    operation,
    kind: kindOf(shown),
    name: textAt(metadata, "name") ?? shown.name,
    namespace: textAt(metadata, "namespace"),
    urn: shown.urn,
    fields,
    retained: removes && (before?.retainOnDelete ?? false),
    protected: removes && (before?.protect ?? false),
  };
}

function changeOf(before: Declaration | undefined, after: Declaration | undefined): ResourceChange | undefined {
  if (!before) return after && change("create", undefined, after);
  if (!after) return change("delete", before, before);
  const fields = [
    ...diffFields(before.inputs, after.inputs).filter(({ path }) => !after.ignoreChanges.includes(path)),
    ...diffFields({ protect: before.protect }, { protect: after.protect }),
  ];
  if (fields.length === 0) return undefined;
  return needsReplace(after, fields)
    ? change("replace", before, before, fields)
    : change("update", before, after, fields);
}

/** What an update from `before` to `after` would do, resource by resource. Components are left out: they do nothing. */
export function diffStacks(before: readonly Declaration[], after: readonly Declaration[]): StackDiff {
  const byUrn = (declarations: readonly Declaration[]) =>
    new Map(declarations.filter(({ custom }) => custom).map((declaration) => [declaration.urn, declaration]));
  const [old, now] = [byUrn(before), byUrn(after)];
  const urns = [...new Set([...old.keys(), ...now.keys()])];
  const changes = urns.flatMap((urn) => changeOf(old.get(urn), now.get(urn)) ?? []);
  return {
    changes: changes.sort((a, b) => ORDER.indexOf(a.operation) - ORDER.indexOf(b.operation)),
    unchanged: urns.length - changes.length,
  };
}
