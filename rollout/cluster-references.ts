import type { V1Container, V1PodSpec } from "@kubernetes/client-node";

/** Names of the ConfigMaps and Secrets that something refers to. */
export interface ConfigReferences {
  readonly configMaps: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
}

type Names = readonly (string | undefined)[];

const containersOf = (spec: V1PodSpec): readonly V1Container[] => [...(spec.initContainers ?? []), ...spec.containers];

function configMapsOf(spec: V1PodSpec): Names {
  const containers = containersOf(spec);
  return [
    ...containers.flatMap(({ envFrom = [] }) => envFrom.map(({ configMapRef }) => configMapRef?.name)),
    ...containers.flatMap(({ env = [] }) => env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name)),
    ...(spec.volumes ?? []).flatMap(({ configMap, projected }) => [
      configMap?.name,
      ...(projected?.sources ?? []).map((source) => source.configMap?.name),
    ]),
  ];
}

function secretsOf(spec: V1PodSpec): Names {
  const containers = containersOf(spec);
  return [
    ...containers.flatMap(({ envFrom = [] }) => envFrom.map(({ secretRef }) => secretRef?.name)),
    ...containers.flatMap(({ env = [] }) => env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name)),
    ...(spec.volumes ?? []).flatMap(({ secret, projected }) => [
      secret?.secretName,
      ...(projected?.sources ?? []).map((source) => source.secret?.name),
    ]),
    ...(spec.imagePullSecrets ?? []).map(({ name }) => name),
  ];
}

const given = (names: Names): ReadonlySet<string> => new Set(names.flatMap((name) => name ?? []));

/** Every ConfigMap and Secret that these pods need, optional ones included. */
export function configReferences(specs: readonly V1PodSpec[]): ConfigReferences {
  return { configMaps: given(specs.flatMap(configMapsOf)), secrets: given(specs.flatMap(secretsOf)) };
}
