import type { Container, Pod } from "./objects";

/** A ConfigMap or Secret that a pod cannot do without. */
export interface Reference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  /** The key that has to be in it, if one is named. */
  readonly key?: string;
}

/** The references of a container's environment, in the order in which a kubelet reads them. */
export function environmentReferences(container: Container): Reference[] {
  const sources = (container.envFrom ?? []).flatMap(({ configMapRef, secretRef }): Reference[] => [
    ...(configMapRef?.name !== undefined && configMapRef.optional !== true
      ? [{ kind: "ConfigMap" as const, name: configMapRef.name }]
      : []),
    ...(secretRef?.name !== undefined && secretRef.optional !== true
      ? [{ kind: "Secret" as const, name: secretRef.name }]
      : []),
  ]);
  const values = (container.env ?? []).flatMap(({ valueFrom }): Reference[] => {
    const map = valueFrom?.configMapKeyRef;
    const secret = valueFrom?.secretKeyRef;
    return [
      ...(map?.name !== undefined && map.optional !== true
        ? [{ kind: "ConfigMap" as const, name: map.name, key: map.key }]
        : []),
      ...(secret?.name !== undefined && secret.optional !== true
        ? [{ kind: "Secret" as const, name: secret.name, key: secret.key }]
        : []),
    ];
  });
  return [...sources, ...values];
}

/** A volume with what it needs. */
export interface VolumeReference extends Reference {
  readonly volume: string;
}

/** The references of a pod's volumes, projected ones included. */
export function volumeReferences(pod: Pod): VolumeReference[] {
  return (pod.spec?.volumes ?? []).flatMap((volume): VolumeReference[] => {
    const maps = [volume.configMap, ...(volume.projected?.sources ?? []).map((source) => source.configMap)];
    const secrets = [
      volume.secret === undefined ? undefined : { name: volume.secret.secretName, optional: volume.secret.optional },
      ...(volume.projected?.sources ?? []).map((source) => source.secret),
    ];
    const needed = (kind: "ConfigMap" | "Secret", found: typeof secrets): VolumeReference[] =>
      found.flatMap((source) =>
        source?.name === undefined || source.optional === true
          ? []
          : [{ volume: volume.name, kind, name: source.name }],
      );
    return [...needed("ConfigMap", maps), ...needed("Secret", secrets)];
  });
}

/** The keys of an existing ConfigMap or Secret, or `undefined` if there is none. */
export type KeysOf = (reference: Reference) => Promise<ReadonlySet<string> | undefined>;

/** What a kubelet says when it cannot read this reference. */
export async function referenceProblem(
  reference: Reference,
  namespace: string,
  keysOf: KeysOf,
): Promise<string | undefined> {
  const keys = await keysOf(reference);
  if (keys === undefined) return `${reference.kind.toLowerCase()} "${reference.name}" not found`;
  if (reference.key === undefined || keys.has(reference.key)) return undefined;
  return `couldn't find key ${reference.key} in ${reference.kind} ${namespace}/${reference.name}`;
}

/** Everything of a pod that is missing. */
export interface PodProblems {
  /** By container. */
  readonly configProblems: Readonly<Record<string, string>>;
  readonly volumeProblem: string | undefined;
}

/** Looks up what a pod refers to. */
export async function podProblems(pod: Pod, keysOf: KeysOf): Promise<PodProblems> {
  const namespace = pod.metadata?.namespace ?? "";
  const configProblems: Record<string, string> = {};
  for (const container of pod.spec?.containers ?? []) {
    for (const reference of environmentReferences(container)) {
      const problem = await referenceProblem(reference, namespace, keysOf);
      if (problem !== undefined) configProblems[container.name] ??= problem;
    }
  }
  for (const reference of volumeReferences(pod)) {
    const problem = await referenceProblem(reference, namespace, keysOf);
    if (problem !== undefined) {
      return {
        configProblems,
        volumeProblem: `MountVolume.SetUp failed for volume "${reference.volume}" : ${problem}`,
      };
    }
  }
  return { configProblems, volumeProblem: undefined };
}
