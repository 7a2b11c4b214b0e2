import type { ServiceDefinition } from "../../services";

/** Two services, one behind the other. */
export const twoServices: Record<string, ServiceDefinition> = {
  front: { port: 8080, path: "/", probes: { readiness: "/ready", liveness: "/healthz" } },
  back: { port: 9090, path: "/api", callers: ["front"], probes: { readiness: "/ready" } },
};

/** A configuration that nothing is wrong with. Each call makes a new one, which a test may spoil. */
export function validConfig(): Record<string, unknown> {
  return {
    cluster: { context: "kind-outsrc" },
    namespace: "outsrc-dev",
    hosts: ["dev.outsrc.dev"],
    images: { front: "gcr.io/outsrc/front:1.1.0", back: "gcr.io/outsrc/back:1.1.0" },
    tls: { clusterIssuer: "letsencrypt-staging" },
  };
}

/** A digest that no image has. */
export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
