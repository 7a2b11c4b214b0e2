import type { AppEnvironmentArgs, EnvironmentService } from "../../components/app-environment";
import type { WebServiceArgs } from "../../components/web-service";
import type { Identity } from "../../manifests/labels";
import type { PodSettings } from "../../manifests/pod-template";

/** An environment's identity. */
export const identity: Identity = { app: "outsrc", name: "outsrc", instance: "outsrc-dev" };

/** The identity of a service in it. */
export const front: Identity = { ...identity, name: "front" };

/** A service that asks for nothing special. */
export function serviceArgs(changes: Partial<EnvironmentService> = {}): EnvironmentService {
  return {
    image: "gcr.io/outsrc/front:1.1.0",
    tag: "1.1.0",
    changeCause: "front:1.1.0",
    port: 8080,
    probes: { readiness: "/ready", liveness: "/healthz" },
    startupSeconds: 60,
    replicas: 1,
    env: {},
    files: {},
    configDirectory: "/etc/config",
    secrets: {},
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
    security: { allowRoot: false, writableRootFilesystem: false },
    callers: [],
    ...changes,
  };
}

/** The same as a component of its own. */
export function webServiceArgs(changes: Partial<WebServiceArgs> = {}): WebServiceArgs {
  return { ...serviceArgs(), app: "outsrc", instance: "outsrc-dev", namespace: "outsrc-dev", ...changes };
}

/** Its pods. */
export function podSettings(changes: Partial<PodSettings> = {}): PodSettings {
  return { ...serviceArgs(), serviceAccountName: "front", ...changes };
}

/** An environment of two services without DNS, plugins or an ip restriction. */
export function environmentArgs(changes: Partial<AppEnvironmentArgs> = {}): AppEnvironmentArgs {
  return {
    namespace: "outsrc-dev",
    hosts: ["dev.outsrc.dev"],
    services: {
      front: serviceArgs({ path: "/" }),
      back: serviceArgs({ path: "/api", port: 9090, callers: ["front"], image: "gcr.io/outsrc/back:1.1.0" }),
    },
    clusterIssuer: "letsencrypt-staging",
    ingress: { class: "kong", kongNamespace: "kong" },
    plugins: {},
    apiKeys: {},
    protect: false,
    ...changes,
  };
}
