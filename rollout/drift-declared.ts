import { z } from "zod";
import type { ObjectName } from "./cluster-objects";
import { isMap } from "./config-path";
import type { StackState, StateResource } from "./stack-state";

/** A resource as the program declares it, without an engine. */
export interface DeclaredResource {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Fields that an update leaves as they are. */
  readonly ignoreChanges: readonly string[];
}

/** An object that a stack declares. */
export interface DeclaredObject extends ObjectName {
  /** The whole object, as the program wrote it. */
  readonly object: Readonly<Record<string, unknown>>;
  readonly ignoreChanges: readonly string[];
  /** Whether an update has made it. */
  readonly deployed: boolean;
}

/** A DNS record that a stack declares. */
export interface DeclaredRecord {
  readonly host: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
  /** Seconds; 1 is Cloudflare's word for automatic. */
  readonly ttl: number;
  /** Where an update has made it; `undefined` if none has. */
  readonly made: { readonly zoneId: string; readonly id: string } | undefined;
}

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

const identity = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string().optional(), namespace: z.string().optional() }).default({}),
});
const record = z.looseObject({
  name: z.string(),
  type: z.string(),
  content: z.string(),
  proxied: z.boolean().default(false),
  ttl: z.number(),
});
const zone = z.looseObject({ zoneId: z.string() });

type Known = ReadonlyMap<string, StateResource>;

const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * What a resource is called by the engine and by a run without one alike: its type and its parent's, and its name. Without
 * an engine a URN names no further ancestors.
 */
function keyOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  const chain = types.split("$").filter((type) => type !== STACK_TYPE);
  return [...chain.slice(-2), name.join("::")].join(" ");
}

/** What the engine remembers, by key. What only waits to be deleted is left out. */
function knownBy({ resources }: StackState): Known {
  return new Map(
    resources
      .filter((resource) => resource["delete"] !== true)
      .map((resource): [string, StateResource] => [keyOf(resource.urn), resource]),
  );
}

/** The name that the cluster knows an object by: the last part of its id. */
function nameOfId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** What stands in the place of values that only a deployment can know, and how to tell. */
interface Placeholders {
  /** Whether a text is one, such as a masked secret. */
  readonly isBlank: (text: string) => boolean;
  /** Names that the engine makes, by the logical names that stand for them. */
  readonly names: ReadonlyMap<string, string>;
}

/** Fills placeholders with what the last update put there; `undefined` where it put nothing that may be seen. */
function filled(declared: unknown, deployed: unknown, placeholders: Placeholders): unknown {
  if (typeof declared === "string") {
    if (placeholders.isBlank(declared)) return typeof deployed === "string" ? deployed : undefined;
    return placeholders.names.get(declared) === deployed && deployed !== undefined ? deployed : declared;
  }
  if (Array.isArray(declared)) {
    const items: readonly unknown[] = Array.isArray(deployed) ? deployed : [];
    return declared.map((item, i) => filled(item, items[i], placeholders));
  }
  return isMap(declared) ? filledMap(declared, deployed, placeholders) : declared;
}

function filledMap(declared: Readonly<Record<string, unknown>>, deployed: unknown, placeholders: Placeholders) {
  const values = isMap(deployed) ? deployed : {};
  return Object.fromEntries(
    Object.entries(declared).map(([key, value]) => [key, filled(value, values[key], placeholders)]),
  );
}

/** The objects that the engine names, by their logical names. */
function namesMade(resources: readonly DeclaredResource[], known: Known): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap(({ urn, name, inputs }): [string, string][] => {
      const id = known.get(keyOf(urn))?.id;
      const parsed = identity.safeParse(inputs);
      return id !== undefined && parsed.success && parsed.data.metadata.name === undefined
        ? [[name, nameOfId(id)]]
        : [];
    }),
  );
}

/**
 * The Kubernetes objects that a program declares, under the names that they have in the cluster.
 *
 * @param isBlank - whether a text stands for a value that the program could not know where it ran
 */
export function declaredObjects(
  resources: readonly DeclaredResource[],
  state: StackState,
  isBlank: (text: string) => boolean,
): DeclaredObject[] {
  const known = knownBy(state);
  const placeholders = { isBlank, names: namesMade(resources, known) };
  return resources.flatMap(({ urn, name, inputs, ignoreChanges }) => {
    const parsed = identity.safeParse(inputs);
    if (!parsed.success) return [];
    const { apiVersion, kind, metadata } = parsed.data;
    const resource = known.get(keyOf(urn));
    const isSecret = apiVersion === "v1" && kind === "Secret";
    return {
      apiVersion,
      kind,
      namespace: metadata.namespace,
      name: metadata.name ?? (resource?.id === undefined ? name : nameOfId(resource.id)),
      object: isSecret ? inputs : filledMap(inputs, resource?.inputs, placeholders),
      ignoreChanges,
      deployed: resource !== undefined,
    };
  });
}

/** The DNS records that a program declares. */
export function declaredRecords(resources: readonly DeclaredResource[], state: StackState): DeclaredRecord[] {
  const known = knownBy(state);
  return resources
    .filter(({ type }) => type === RECORD)
    .map(({ urn, inputs }) => {
      const { name, type, content, proxied, ttl } = record.parse(inputs);
      const resource = known.get(keyOf(urn));
      const zoneId = zone.safeParse(resource?.inputs).data?.zoneId;
      const id = resource?.id;
      const made = zoneId !== undefined && id !== undefined ? { zoneId, id } : undefined;
      return { host: name, type, content, proxied, ttl, made };
    });
}
