import { setTimeout as sleep } from "node:timers/promises";
import { valueAt } from "../../protocol/plain";
import { ANNOTATIONS, annotation, identityOf, isAnnotated, type KubeObject } from "../objects";
import { BUILT_IN, type ResourceType } from "../resource-paths";
import type { Watches } from "../watched-collection";
import { currentReplicaSet, deploymentReadiness, isOwnedBy } from "./deployment";
import { ingressReadiness } from "./ingress";
import { podProblems } from "./pods";
import { READY, type Readiness } from "./readiness";
import { serviceReadiness } from "./service";

/** How a wait ends that did not end well. */
export type WaitFailure = { readonly cause: "timeout" | "cancelled"; readonly problems: readonly string[] };

/** What is needed to wait. */
export interface Waiting {
  readonly watches: Watches;
  /** Ends every wait. */
  readonly cancelled: AbortSignal;
  /** From the resource's own options; 0 if there is none. */
  readonly timeoutSeconds: number;
}

const DEFAULT_TIMEOUT_SECONDS = 600;
const LOOK_EVERY_MS = 100;
/** Pods of a new Service take a moment to appear. The real plugin gives them 10 s, for clusters larger than a sandbox. */
const SETTLE_MS = 2000;

type Look = (atDeadline: boolean) => Readiness;
type TypeName = keyof typeof BUILT_IN;
type Items = (name: TypeName) => ReadonlyMap<string, KubeObject>;
type List = (type: ResourceType) => Promise<readonly KubeObject[]>;

interface WaitedKind {
  /** What is looked at; the kind itself comes first. */
  readonly types: readonly [TypeName, ...TypeName[]];
  readonly look: (written: KubeObject, items: Items) => Look;
}

/** Milliseconds that an object may take: its options say, else its annotation, else the default. */
export function timeoutMs(object: KubeObject, optionSeconds: number): number {
  const annotated = Number(annotation(object, ANNOTATIONS.timeoutSeconds) || "0");
  const seconds = optionSeconds > 0 ? optionSeconds : annotated;
  return 1000 * (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS);
}

/** Tells how long something has been as it is. */
function settling(): (current: unknown) => boolean {
  let last: unknown = undefined;
  let since = Date.now();
  return (current) => {
    if (current !== last) since = Date.now();
    last = current;
    return Date.now() - since >= SETTLE_MS;
  };
}

function lookAtDeployment(written: KubeObject, items: Items): Look {
  const { name } = identityOf(written);
  const generation = Number(valueAt(written, ["metadata", "generation"]) ?? 0);
  return (atDeadline) => {
    const deployment = items("deployments").get(name);
    const replicaSets = items("replicaSets").values();
    const readiness = deploymentReadiness({ deployment, replicaSets, generation });
    if (readiness.ready || !atDeadline || deployment === undefined) return readiness;
    const current = currentReplicaSet(deployment, items("replicaSets").values());
    const pods = [...items("pods").values()].filter((pod) => current !== undefined && isOwnedBy(pod, current));
    return { ready: false, problems: [...readiness.problems, ...pods.flatMap(podProblems)] };
  };
}

function lookAtService(written: KubeObject, items: Items): Look {
  const { name } = identityOf(written);
  const isSettled = settling();
  return (atDeadline) => {
    const endpoints = items("endpoints").get(name);
    const settled = isSettled(valueAt(endpoints, ["metadata", "resourceVersion"]));
    return serviceReadiness({ service: items("services").get(name), endpoints, settled: settled || atDeadline });
  };
}

function lookAtIngress(written: KubeObject, items: Items): Look {
  const { name } = identityOf(written);
  const isSettled = settling();
  return (atDeadline) => {
    const external = [...items("services").values()].filter((it) => valueAt(it, ["spec", "type"]) === "ExternalName");
    const reachable = new Set([...items("endpoints").keys(), ...external.map((it) => identityOf(it).name)]);
    const settled = isSettled([...reachable].sort().join()) || atDeadline;
    return ingressReadiness({ ingress: items("ingresses").get(name), reachable, settled });
  };
}

const KINDS: Readonly<Record<string, WaitedKind>> = {
  "apps/v1 Deployment": { types: ["deployments", "replicaSets", "pods"], look: lookAtDeployment },
  "v1 Service": { types: ["services", "endpoints"], look: lookAtService },
  "networking.k8s.io/v1 Ingress": { types: ["ingresses", "services", "endpoints"], look: lookAtIngress },
};

function kindOf(object: KubeObject): WaitedKind | undefined {
  const { apiVersion, kind } = identityOf(object);
  return isAnnotated(object, ANNOTATIONS.skipAwait) ? undefined : KINDS[`${apiVersion} ${kind}`];
}

function byName(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((object) => [identityOf(object).name, object]));
}

async function follow(look: Look, { cancelled }: Waiting, deadline: number): Promise<WaitFailure | undefined> {
  for (;;) {
    if (look(false).ready) return undefined;
    if (cancelled.aborted) return { cause: "cancelled", problems: look(true).problems };
    if (Date.now() >= deadline) {
      const { ready, problems } = look(true);
      return ready ? undefined : { cause: "timeout", problems };
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Waits until an object that was just written is ready, for kinds that have such a thing. A Deployment whose progress
 * deadline has passed is waited for until the timeout all the same, as the real plugin does.
 *
 * @returns why it is not ready, or `undefined`
 */
export async function awaitReady(
  written: KubeObject,
  declared: KubeObject,
  waiting: Waiting,
): Promise<WaitFailure | undefined> {
  const kind = kindOf(declared);
  if (kind === undefined) return undefined;
  const deadline = Date.now() + timeoutMs(declared, waiting.timeoutSeconds);
  const { namespace } = identityOf(written);
  return waiting.watches.during(
    namespace,
    kind.types.map((name) => BUILT_IN[name]),
    (itemsOf) =>
      follow(
        kind.look(written, (name) => itemsOf(BUILT_IN[name])),
        waiting,
        deadline,
      ),
  );
}

/**
 * Looks once whether an object is ready. `list` answers with all objects of a type in the object's namespace; it is asked
 * for pods only when there is something to explain.
 */
export async function readinessNow(live: KubeObject, declared: KubeObject, list: List): Promise<Readiness> {
  const kind = kindOf(declared);
  if (kind === undefined) return READY;
  const known = new Map<TypeName, ReadonlyMap<string, KubeObject>>([[kind.types[0], byName([live])]]);
  const load = async (name: TypeName) => {
    if (!known.has(name)) known.set(name, byName(await list(BUILT_IN[name])));
  };
  const look = () => kind.look(live, (name) => known.get(name) ?? byName([]))(true);
  await Promise.all(kind.types.filter((name) => name !== "pods").map(load));
  const readiness = look();
  if (readiness.ready) return readiness;
  await Promise.all(kind.types.map(load));
  return look();
}
