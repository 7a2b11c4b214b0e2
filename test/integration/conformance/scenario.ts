import type * as pulumi from "@pulumi/pulumi";
import type { Outside, OutsideKind } from "./outside";
import type { Operations } from "./stack-run";

/** What a program of a scenario declares its objects with. */
export interface Kit {
  /** The namespace of the run. */
  readonly namespace: string;
  readonly options: pulumi.CustomResourceOptions;
}

/** One step: what happens behind the engine's back, then one engine operation. */
export interface Step {
  readonly title: string;
  readonly outside?: (outside: Outside) => Promise<void>;
  /** @default - the program of the step before */
  readonly program?: (kit: Kit) => void;
  /** @default "up" */
  readonly run?: "up" | "destroy";
  /** Whether the operation refreshes first. */
  readonly refresh?: boolean;
  /** Whether the provider takes over objects that are there already. */
  readonly upsert?: boolean;
  /** Whether it is interrupted, as by Ctrl-C, once something has been changed. */
  readonly interrupt?: boolean;
  /** What the preview shows; not previewed without it. */
  readonly preview?: Operations | "fails";
  /** Whether the operation itself fails. */
  readonly fails?: boolean;
  /** Objects to compare afterwards. */
  readonly live?: readonly (readonly [OutsideKind, string])[];
}

/** Steps on one stack, in a namespace of their own. */
export interface Scenario {
  readonly title: string;
  /** Whether the namespace is made by the test, rather than by the program. */
  readonly inNamespace: boolean;
  readonly steps: readonly Step[];
}
