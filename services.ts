/** The application's name: the Pulumi project, the Ingress and the `app.kubernetes.io/part-of` label carry it. */
export const app = "outsrc";

/** What one microservice is. The same in every environment; what differs between environments is in the stack files. */
export interface ServiceDefinition {
  /** TCP port that the container listens on, 1 to 65535. */
  readonly port: number;
  /**
   * URL path prefix that the ingress routes to this service, starting with "/".
   * @default - the service is reachable from inside the namespace only
   */
  readonly path?: string;
  /**
   * Services of this application that call it. Everyone else but Kong is kept out by a NetworkPolicy.
   * @default []
   */
  readonly callers?: readonly string[];
  /** Paths that the kubelet asks for. `readiness` says "can serve now"; `liveness` must not look at dependencies. */
  readonly probes: { readonly readiness: string; readonly liveness?: string };
  /**
   * Seconds that a healthy start may take, from the container's start to its first answer.
   * @default 60
   */
  readonly startupSeconds?: number;
  /**
   * Directory where the stack's config files for this service are mounted.
   * @default "/etc/config"
   */
  readonly configDirectory?: string;
}

/** The services of the application, by name. The name is the name of the Deployment, the Service and their labels. */
export const services: Readonly<Record<string, ServiceDefinition>> = {
  front: {
    port: 8080,
    path: "/",
    probes: { readiness: "/ready", liveness: "/healthz" },
  },
  back: {
    port: 8080,
    path: "/api",
    callers: ["front"],
    probes: { readiness: "/ready", liveness: "/healthz" },
  },
};
