/** What can make a rollout impossible. */
export type CauseKind =
  | "admission"
  | "container"
  | "crash"
  | "deadline"
  | "image-pull"
  | "missing-config"
  | "missing-secret"
  | "oom"
  | "probe"
  | "quota"
  | "unschedulable";

/** What a rule has found, in words that go after the service's name. */
export interface Finding {
  readonly kind: CauseKind;
  /** One line without a final period: `ConfigMap front-config-1a2b3c4d is missing`. May quote a container's output. */
  readonly message: string;
  /** Name of the pod that shows it. */
  readonly pod?: string;
  readonly container?: string;
  /** Whether the image is at fault, so that it must not be rolled out again; a full cluster is nobody's image's fault. */
  readonly blamesImage: boolean;
}

/** Why a rollout cannot succeed. */
export interface Cause extends Finding {
  /** Name of the Deployment. */
  readonly service: string;
  /** One line that begins with the service: `front: ConfigMap front-config-1a2b3c4d is missing`. */
  readonly message: string;
}

/**
 * Where a rollout stands. `done && ok`: every pod runs the release. `done && !ok`: it cannot succeed, and `cause` says
 * why. Otherwise it goes on, and `message` says what it waits for.
 */
export interface Verdict {
  readonly done: boolean;
  readonly ok: boolean;
  /** One line that begins with the service. */
  readonly message: string;
  readonly cause?: Cause;
}
