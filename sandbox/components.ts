import type { ComponentInput, ComponentSpec } from "./component-spec";
import { apiServer, controllerManager, etcd, kwok, scheduler } from "./kubernetes-components";
import { agent, cloudflare } from "./node-components";

/** The whole control plane, in the order in which it starts. */
export function componentSpecs(input: ComponentInput): readonly ComponentSpec[] {
  return [
    etcd(input),
    apiServer(input),
    agent(input),
    cloudflare(input),
    controllerManager(input),
    scheduler(input),
    kwok(input),
  ];
}
