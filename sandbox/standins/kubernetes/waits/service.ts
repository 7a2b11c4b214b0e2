import { isObject, listOr, valueAt } from "../../protocol/plain";
import type { KubeObject } from "../objects";
import { readyUnless, type Readiness } from "./readiness";

/** What a Service's readiness is read from. */
export interface ServiceView {
  readonly service: KubeObject | undefined;
  /** Its Endpoints. */
  readonly endpoints: KubeObject | undefined;
  /** Whether the Endpoints have not changed for a while. */
  readonly settled: boolean;
}

function hasPods(service: KubeObject): boolean {
  const spec = valueAt(service, ["spec"]);
  const selector = valueAt(spec, ["selector"]);
  const selects = isObject(selector) && Object.keys(selector).length > 0;
  return selects && valueAt(spec, ["clusterIP"]) !== "None" && valueAt(spec, ["type"]) !== "ExternalName";
}

function hasAddress(object: KubeObject): boolean {
  return listOr(valueAt(object, ["status", "loadBalancer", "ingress"])).length > 0;
}

/** Whether traffic can reach the pods of a Service: none is on its way to be ready, and a load balancer has an address. */
export function serviceReadiness({ service, endpoints, settled }: ServiceView): Readiness {
  if (service === undefined) return readyUnless(["the Service is not there"]);
  const problems: string[] = [];
  if (valueAt(service, ["spec", "type"]) === "LoadBalancer" && !hasAddress(service))
    problems.push("the load balancer has no address");
  if (hasPods(service)) {
    const subsets = listOr(endpoints?.["subsets"]);
    if (endpoints === undefined || !settled) problems.push("the pods of the Service are not known yet");
    if (subsets.some((subset) => listOr(valueAt(subset, ["notReadyAddresses"])).length > 0))
      problems.push("pods of the Service are not ready");
  }
  return readyUnless(problems);
}
