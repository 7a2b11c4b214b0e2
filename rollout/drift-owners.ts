import { z } from "zod";
import { isMap } from "./config-path";

/** Who manages some fields of a live object, as its `metadata.managedFields` records it. */
export interface Manager {
  /** Name that the client gave itself: `kubectl-edit`, `kube-controller-manager` … */
  readonly name: string;
  /** When it last changed one of its fields. */
  readonly at: Date | undefined;
  /** `ours`: the engine. `controller`: part of the cluster. `foreign`: anybody else. */
  readonly kind: "ours" | "controller" | "foreign";
}

/** A manager, and which part it manages of the value that is looked at. */
export interface Ownership {
  readonly manager: Manager;
  /** Managed parts by `f:<field>`, `k:<keys of a list item>` or `v:<value>`; empty where it manages the value as a whole. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const managedFields = z.looseObject({
  metadata: z.looseObject({
    managedFields: z
      .array(
        z.looseObject({
          manager: z.string().default("unknown"),
          time: z.coerce.date().optional(),
          subresource: z.string().optional(),
          fieldsV1: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
});

// Every object has a manager of its own with the real plugin, `pulumi-kubernetes-1a2b3c4d`; what it creates by POST has
// `pulumi-kubernetes`, and did have `pulumi-resource-kubernetes`. `rollout` is how `rollout drift --fix` calls itself.
const OURS = /^(?:pulumi-kubernetes|pulumi-resource-kubernetes|rollout$)/;

// The HPA, the Deployment and the Service controller are all parts of kube-controller-manager.
const CONTROLLERS =
  /^(?:kube-controller-manager|kube-scheduler|kube-apiserver|kubelet|cloud-controller-manager|cluster-autoscaler|addon-manager|glbc|gke-|vpa-|cert-manager|cainjector|kong|ingress-controller)/;

function kindOf(name: string): Manager["kind"] {
  if (OURS.test(name)) return "ours";
  return CONTROLLERS.test(name) ? "controller" : "foreign";
}

/** Everybody who manages fields of a live object. Whoever writes its status is left out: nobody declares that. */
export function ownershipsOf(live: unknown): Ownership[] {
  const { data } = managedFields.safeParse(live);
  return (data?.metadata.managedFields ?? [])
    .filter(({ subresource }) => subresource !== "status")
    .map(({ manager, time, fieldsV1 }) => ({
      manager: { name: manager, at: time, kind: kindOf(manager) },
      fields: fieldsV1,
    }));
}

function narrowed(ownerships: readonly Ownership[], choose: (key: string) => boolean): Ownership[] {
  return ownerships.flatMap(({ manager, fields }) => {
    const keys = Object.keys(fields);
    // Whoever manages a value as a whole manages all of its parts.
    if (keys.length === 0) return { manager, fields };
    const key = keys.find(choose);
    const part = key === undefined ? undefined : fields[key];
    return isMap(part) ? { manager, fields: part } : [];
  });
}

/** Who manages a field of a map. */
export function ofField(ownerships: readonly Ownership[], field: string): Ownership[] {
  return narrowed(ownerships, (key) => key === `f:${field}`);
}

function parsed(key: string, prefix: "k:" | "v:"): unknown {
  if (!key.startsWith(prefix)) return undefined;
  try {
    return JSON.parse(key.slice(prefix.length));
  } catch {
    return undefined;
  }
}

/** Names of the fields that tell the items of a list apart (`name`); none where the cluster takes the list as one value. */
export function itemKeys(ownerships: readonly Ownership[]): readonly string[] {
  const keys = ownerships.flatMap(({ fields }) => Object.keys(fields)).map((key) => parsed(key, "k:"));
  return Object.keys(keys.find(isMap) ?? {});
}

/** Who manages an item of a list whose items are told apart by keys. */
export function ofItem(ownerships: readonly Ownership[], item: Readonly<Record<string, unknown>>): Ownership[] {
  return narrowed(ownerships, (key) => {
    const keys = parsed(key, "k:");
    return isMap(keys) && Object.entries(keys).every(([name, value]) => item[name] === value);
  });
}

/** Whether the items of a list are a set, in which every manager has its own. */
export function isSet(ownerships: readonly Ownership[]): boolean {
  return ownerships.some(({ fields }) => Object.keys(fields).some((key) => parsed(key, "v:") !== undefined));
}

/** Who manages an item of a set. */
export function ofSetItem(ownerships: readonly Ownership[], item: unknown): Ownership[] {
  return narrowed(ownerships, (key) => parsed(key, "v:") === item && item !== undefined);
}

const RANK: readonly Manager["kind"][] = ["foreign", "controller", "ours"];

/** Who changed a field last: somebody else before a controller, and a controller before the engine. */
export function authorOf(ownerships: readonly Ownership[]): Manager | undefined {
  const time = ({ at }: Manager) => at?.getTime() ?? 0;
  return ownerships
    .map(({ manager }) => manager)
    .sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind) || time(b) - time(a))[0];
}

/** Whether anybody else than the engine and the controllers manages a part of the value. */
export function isForeign(ownerships: readonly Ownership[]): boolean {
  return ownerships.some(({ manager }) => manager.kind === "foreign");
}
