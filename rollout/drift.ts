import type { JsonPatchOperation, ObjectName } from "./cluster-objects";
import { isMap } from "./config-path";
import type { DeclaredObject, DeclaredRecord } from "./drift-declared";
import type { LiveRecord } from "./dns";
import { compareObjects, type FieldDrift, type Pointer } from "./drift-fields";

/** Who changed something, as far as the cluster or Cloudflare records it. */
export interface Author {
  /** Field manager: `kubectl-edit`; for a DNS record `Cloudflare`, which does not tell who. */
  readonly manager: string;
  readonly at: Date | undefined;
}

/** One difference between what is live and what the stack declares. */
export interface Drift {
  /** `Deployment front`, `DNS record dev.outsrc.dev`. */
  readonly object: string;
  /** Which field; `undefined` where it is the whole object. */
  readonly field: string | undefined;
  /**
   * `missing`: there is no such object. `changed`: another value. `removed`: a declared field that is not there. `added`: a
   * field that is not declared and that somebody else has set.
   */
  readonly state: "missing" | FieldDrift["state"];
  readonly declared: unknown;
  readonly live: unknown;
  /** `undefined` where nobody records it: who deleted an object, or took a field away. */
  readonly by: Author | undefined;
  /** Whether it was the stack that changed, and nobody has deployed that yet. */
  readonly pending: boolean;
}

/** What is drifted of an object, and what to take away from it because no update would. */
export interface ObjectDrift {
  readonly drifts: readonly Drift[];
  readonly surplus: readonly Pointer[];
}

/** Stands for every value of a Secret. */
const HIDDEN = "[secret]";

function hidden(map: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(isMap(map) ? map : {}).map((key) => [key, HIDDEN]));
}

/** What may be compared of a Secret: which keys it has, and its metadata; kubectl keeps whole Secrets in an annotation. */
function withoutValues(secret: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { data, stringData, metadata, ...rest } = secret;
  const { annotations, ...others } = isMap(metadata) ? metadata : {};
  return {
    ...rest,
    metadata: { ...others, ...(annotations === undefined ? {} : { annotations: hidden(annotations) }) },
    data: { ...hidden(data), ...hidden(stringData) },
  };
}

function isSecret({ apiVersion, kind }: ObjectName): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

/**
 * Compares an object with what is live of it.
 * @param live - the object as the API server has it, with its managed fields; `undefined` if there is none
 */
export function driftOfObject(
  declared: DeclaredObject,
  live: Readonly<Record<string, unknown>> | undefined,
): ObjectDrift {
  const object = `${declared.kind} ${declared.name}`;
  if (live === undefined) {
    const missing = { object, field: undefined, state: "missing", declared: undefined, live: undefined } as const;
    return { drifts: [{ ...missing, by: undefined, pending: !declared.deployed }], surplus: [] };
  }
  const found = isSecret(declared)
    ? compareObjects(withoutValues(declared.object), withoutValues(live), declared.ignoreChanges)
    : compareObjects(declared.object, live, declared.ignoreChanges);
  const drifts = found.map(({ field, state, declared: wanted, live: value, by }) => ({
    object,
    field,
    state,
    declared: wanted,
    live: value,
    by: by && { manager: by.name, at: by.at },
    pending: by?.kind === "ours",
  }));
  return { drifts, surplus: found.flatMap(({ surplus }) => surplus) };
}

const RECORD_FIELDS = ["type", "content", "proxied", "ttl"] as const;

/** Compares a DNS record with what Cloudflare serves; `undefined` where it serves none. */
export function driftOfRecord(declared: DeclaredRecord, live: LiveRecord | undefined): Drift[] {
  const object = `DNS record ${declared.host}`;
  const pending = declared.made === undefined;
  if (!live)
    return [
      { object, field: undefined, state: "missing", declared: undefined, live: undefined, by: undefined, pending },
    ];
  return RECORD_FIELDS.filter((field) => declared[field] !== live[field]).map((field) => ({
    object,
    field,
    state: "changed",
    declared: declared[field],
    live: live[field],
    by: { manager: "Cloudflare", at: live.modifiedAt },
    pending,
  }));
}

function valueAt(value: unknown, pointer: Pointer): unknown {
  return pointer.reduce<unknown>(
    (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
}

/** Items further down come first, so that the others keep their places. */
function compareDescending(a: Pointer, b: Pointer): number {
  const at = a.findIndex((segment, i) => segment !== b[i]);
  const [one, other] = [a[at], b[at]];
  if (typeof one === "number" && typeof other === "number") return other - one;
  return String(one) < String(other) ? -1 : 1;
}

/** The patch that takes parts away from an object, and fails if one of them is another by then. */
export function removalPatch(live: unknown, surplus: readonly Pointer[]): JsonPatchOperation[] {
  return [...surplus].sort(compareDescending).flatMap((pointer): JsonPatchOperation[] => {
    const segments = pointer.map((segment) => String(segment).replaceAll("~", "~0").replaceAll("/", "~1"));
    const path = `/${segments.join("/")}`;
    return [
      { op: "test", path, value: valueAt(live, pointer) },
      { op: "remove", path },
    ];
  });
}
