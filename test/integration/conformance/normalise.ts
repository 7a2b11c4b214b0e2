import type { KubeObject } from "../../../sandbox/standins/kubernetes/objects";
import {
  isList,
  isObject,
  listOr,
  objectOr,
  textOr,
  valueAt,
  withoutValueAt,
  type Plain,
} from "../../../sandbox/standins/protocol/plain";

const VOLATILE = [
  ["metadata", "creationTimestamp"],
  ["metadata", "deletionTimestamp"],
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "uid"],
  ["spec", "clusterIP"],
  ["spec", "clusterIPs"],
  ["status"],
];

/** What is random in names: those of the namespace of a run, and those that plugins make up. */
function plainName(text: string, namespace: string): string {
  return text.replaceAll(namespace, "NAMESPACE").replace(/-[0-9a-f]{8}$/, "-XXXXXXXX");
}

function walk(value: Plain, namespace: string): Plain {
  if (typeof value === "string") return plainName(value, namespace);
  if (isList(value)) return value.map((item) => walk(item, namespace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, namespace)]));
}

function fieldsOf(fields: Plain | undefined, path: string): string[] {
  const entries = Object.entries(objectOr(fields)).filter(([key]) => key !== ".");
  return entries.length === 0 ? [path] : entries.flatMap(([key, child]) => fieldsOf(child, `${path}/${key}`));
}

/** Who manages which fields: what decides about the conflicts to come. */
function managers(object: KubeObject): Plain {
  const entries = listOr(valueAt(object, ["metadata", "managedFields"])).filter(
    (entry) => valueAt(entry, ["subresource"]) === undefined && !/^kube-/.test(textOr(valueAt(entry, ["manager"]))),
  );
  const named = entries.map((entry): [string, Plain] => [
    `${textOr(valueAt(entry, ["manager"]))} ${textOr(valueAt(entry, ["operation"]))}`.replace(
      /-[0-9a-f]{8} /,
      "-XXXXXXXX ",
    ),
    fieldsOf(valueAt(entry, ["fieldsV1"]), "").sort(),
  ]);
  return Object.fromEntries(named.sort(([one], [other]) => one.localeCompare(other)));
}

/** An object without what differs from one run to the next. */
export function normalise(object: KubeObject, namespace: string): Plain {
  const stable = VOLATILE.reduce((rest, path) => withoutValueAt(rest, path), object);
  return walk({ ...stable, managers: managers(object) }, namespace);
}
