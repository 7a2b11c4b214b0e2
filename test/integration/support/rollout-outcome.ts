import { connectCluster } from "../../../rollout/cluster";
import type { Cause } from "../../../rollout/diagnosis/cause";
import type { Environment } from "./environment";
import { liveImage } from "./live-environment";
import type { World } from "./world";

/** What a verb tells with `--json`. */
export interface Told {
  readonly outcome: string;
  readonly revision?: number;
  readonly causes: readonly Cause[];
  readonly evidenceDirectory?: string;
  readonly wayBack?: { readonly target: number; readonly revision?: number };
}

/** How one rollout went, and what was there before and after it. */
export interface Outcome {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string | null;
  readonly told: Told;
  readonly output: string;
  readonly before: { readonly text: string; readonly newest: number };
  /** With the image of front, and the cause of the last update. */
  readonly after: { readonly text: string; readonly image: string | undefined; readonly cause: string | undefined };
  /** The fewest pods of front that were available at any moment. */
  readonly fewestAvailable: number;
  /** Seconds from front's change in the cluster until its cause was printed; `NaN` if there was no such thing. */
  readonly secondsToCause: number;
}

/** Gets in the way of a rollout; what it returns clears the way, once the rollout has ended. */
export type Obstruct = (world: World, environment: Environment) => Promise<(() => Promise<void>) | undefined>;

/** What was seen of front. */
interface Seen {
  readonly fewestAvailable: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number | undefined;
}

/** Looks at front for as long as something goes on. */
async function watching<T>(
  { kubeconfig }: World,
  { namespace }: Environment,
  what: () => Promise<T>,
): Promise<readonly [T, Seen]> {
  let fewestAvailable = Infinity;
  let first: number | undefined;
  let changedAt: number | undefined;
  const watch = connectCluster({ kubeconfig }).watch(namespace, ({ deployments }) => {
    const front = deployments.find(({ metadata }) => metadata?.name === "front");
    fewestAvailable = Math.min(fewestAvailable, front?.status?.availableReplicas ?? 0);
    const generation = front?.metadata?.generation ?? 0;
    first ??= generation;
    if (generation > first) changedAt ??= Date.now();
  });
  try {
    const result = await what();
    return [result, { fewestAvailable, changedAt }];
  } finally {
    watch.close();
  }
}

/** Runs a verb in a process of its own, unasked, and tells all about it. */
export async function outcomeOf(
  world: World,
  environment: Environment,
  [verb, ...args]: readonly [string, ...string[]],
  obstruct?: Obstruct,
): Promise<Outcome> {
  const text = environment.text();
  const newest = (await environment.history()).findLast(({ number }) => number !== undefined)?.number ?? 0;
  const clear = await obstruct?.(world, environment);
  const [{ code, rollout }, { fewestAvailable, changedAt }] = await watching(world, environment, async () => {
    const spawned = environment.spawn(verb, ...args, "--yes", "--json");
    return { code: await spawned.ended, rollout: spawned };
  });
  await clear?.();
  const image = await liveImage(world, environment.namespace, "front");
  const cause = (await environment.history()).at(-1)?.cause;
  // One that told nothing is shown by its output, and not by an error of this helper.
  const told = JSON.parse(rollout.results() || '{ "causes": [] }') as Told;
  const named = told.causes.at(0)?.message.replace(/^\w+: /, "");
  const namedAt = named === undefined ? undefined : rollout.printedAt(named);
  return {
    code,
    told,
    output: rollout.output(),
    before: { text, newest },
    after: { text: environment.text(), image, cause },
    fewestAvailable,
    secondsToCause: ((namedAt ?? NaN) - (changedAt ?? NaN)) / 1_000,
  };
}
