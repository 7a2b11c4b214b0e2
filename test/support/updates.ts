import type { StackValues, Update } from "../../rollout/update";

/** What a test says of one update; the rest is that of a successful one that changed a Deployment. */
export interface Told extends Partial<Omit<Update, "config">> {
  /** Version of front, as the tag of its image. */
  readonly front?: string;
  /** Version of back. */
  readonly back?: string;
  /** More keys of the config, or other values. */
  readonly config?: StackValues;
}

/** When the n-th update starts, n counting from 0; each takes 30 seconds. */
export function minute(n: number): Date {
  return new Date(Date.UTC(2026, 10, 24, 9, n));
}

/** Reference of an image in a registry of the tests. */
export function imageOf(service: string, version: string): string {
  return `gcr.io/outsrc/${service}:${version}`;
}

function updateOf({ front = "1.0.0", back = "1.0.0", config, ...told }: Told, n: number): Update {
  return {
    kind: "update",
    result: "succeeded",
    startedAt: minute(n),
    endedAt: new Date(minute(n).getTime() + 30_000),
    message: "",
    environment: {},
    resourceChanges: { same: 9, update: 1 },
    ...told,
    config: {
      "outsrc:cluster": { context: "kind" },
      "outsrc:images": { front: imageOf("front", front), back: imageOf("back", back) },
      ...config,
    },
  };
}

/** A history, told from its beginning: a minute between two updates, and the newest first as the engine gives it. */
export function updates(...told: Told[]): Update[] {
  return told.map(updateOf).reverse();
}
