import { listOr, textOr, valueAt } from "../../protocol/plain";
import type { KubeObject } from "../objects";
import { readyUnless, type Readiness } from "./readiness";

/** What an Ingress' readiness is read from. */
export interface IngressView {
  readonly ingress: KubeObject | undefined;
  /** Names of the services that have Endpoints, or that need none. */
  readonly reachable: ReadonlySet<string>;
  /** Whether services have had the time to appear; a missing one is no obstacle then. */
  readonly settled: boolean;
}

/** Services that the paths of an Ingress lead to. */
function backends(ingress: KubeObject): string[] {
  return listOr(valueAt(ingress, ["spec", "rules"]))
    .flatMap((rule) => listOr(valueAt(rule, ["http", "paths"])))
    .map((path) => textOr(valueAt(path, ["backend", "service", "name"])))
    .filter((name) => name !== "");
}

/** Whether an ingress controller has taken up an Ingress: it has an address, and its services are there. */
export function ingressReadiness({ ingress, reachable, settled }: IngressView): Readiness {
  if (ingress === undefined) return readyUnless(["the Ingress is not there"]);
  const missing = settled ? [] : backends(ingress).filter((name) => !reachable.has(name));
  const addresses = listOr(valueAt(ingress, ["status", "loadBalancer", "ingress"]));
  return readyUnless([
    ...missing.map((name) => `the Service ${name} has no endpoints`),
    ...(addresses.length > 0 ? [] : ["no ingress controller has given it an address (status.loadBalancer)"]),
  ]);
}
