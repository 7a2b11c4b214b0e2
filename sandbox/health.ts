import { answersHttp, answersOk, nodesReady } from "./api-probe";
import { COMPONENT_NAMES, type ComponentName } from "./component-spec";
import { readIfExists } from "./files";
import type { Layout } from "./layout";
import { NODES } from "./nodes";
import type { Ports } from "./ports";
import { runningComponent } from "./supervisor";

/** Asks one component whether it is well. */
export function isHealthy(layout: Layout, ports: Ports, name: ComponentName): Promise<boolean> {
  switch (name) {
    case "etcd":
      return answersOk(layout, "etcd", ports.etcd, "/health");
    case "kube-apiserver":
      return answersOk(layout, "admin", ports.apiServer, "/readyz");
    case "kube-controller-manager":
      return answersOk(layout, "admin", ports.controllerManager, "/healthz");
    case "kube-scheduler":
      return answersOk(layout, "admin", ports.scheduler, "/healthz");
    case "kwok":
      return answersOk(layout, "admin", ports.kwok, "/healthz");
    case "cloudflare":
      return answersHttp(ports.cloudflare);
    case "agent":
      // It listens nowhere, and leaves its process id in a file once it follows the pods.
      return Promise.resolve(
        readIfExists(layout.agentReady)?.trim() === String(runningComponent(layout, "agent")?.pid),
      );
  }
}

/** The first thing that is not there yet, in words, or `undefined` when workloads can be deployed. */
export async function firstUnready(layout: Layout, ports: Ports): Promise<string | undefined> {
  for (const name of COMPONENT_NAMES) {
    if (!(await isHealthy(layout, ports, name))) return `${name} is not healthy`;
  }
  if (!(await nodesReady(layout, ports.apiServer, NODES.length))) return "the nodes are not Ready";
  const account = "/api/v1/namespaces/default/serviceaccounts/default";
  if (!(await answersOk(layout, "admin", ports.apiServer, account))) return "the default ServiceAccount is missing";
  const plugins = "/apis/configuration.konghq.com/v1/kongplugins";
  const certificates = "/apis/cert-manager.io/v1/certificates";
  for (const path of [plugins, certificates]) {
    if (!(await answersOk(layout, "admin", ports.apiServer, path))) return `the API does not serve ${path} yet`;
  }
  return undefined;
}
