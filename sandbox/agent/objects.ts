import type {
  V1Container,
  V1ContainerState,
  V1ContainerStateTerminated,
  V1ContainerStatus,
  V1Ingress,
  V1Pod,
  V1PodCondition,
  V1PodStatus,
  V1Probe,
  V1Secret,
} from "@kubernetes/client-node";

/** The shape of a class of the client library: objects that we write are plain ones. */
type Plain<T> = T extends Date
  ? Date
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

export type Container = Plain<V1Container>;
export type ContainerState = Plain<V1ContainerState>;
export type ContainerStatus = Plain<V1ContainerStatus>;
export type Terminated = Plain<V1ContainerStateTerminated>;
export type Ingress = Plain<V1Ingress>;
export type Pod = Plain<V1Pod>;
export type PodStatus = Omit<Plain<V1PodStatus>, "conditions"> & { conditions?: PodCondition[] };
export type Probe = Plain<V1Probe>;
export type Secret = Plain<V1Secret>;

/** Null removes a reason that no longer holds: a status is patched, not replaced. */
export type PodCondition = Omit<Plain<V1PodCondition>, "reason" | "message"> & {
  reason?: string | null;
  message?: string | null;
};

/**
 * Milliseconds of a time in an object. A watch gives times as texts where a list gives dates, whatever the types say.
 *
 * @param otherwise - the answer where there is no time
 */
export function millisOf(time: Date | undefined, otherwise: number): number {
  return time === undefined ? otherwise : new Date(time).getTime();
}
