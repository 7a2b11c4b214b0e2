import type * as k8s from "@pulumi/kubernetes";
import { all, type Input } from "@pulumi/pulumi";
import { awaitTimeout, PATCH_FORCE } from "./annotations";
import { recommendedLabels, type Identity } from "./labels";

/** A URL path prefix and the service behind it. */
export interface Route {
  readonly path: string;
  readonly service: string;
  readonly port: number;
}

/** What the environment's Ingress is. */
export interface IngressSettings {
  readonly namespace: Input<string>;
  readonly hosts: readonly string[];
  readonly routes: readonly Route[];
  readonly className: string;
  /** cert-manager ClusterIssuer of the certificate. */
  readonly clusterIssuer: string;
  /** Secret that cert-manager keeps the certificate in. */
  readonly tlsSecretName: string;
  /** Names of the KongPlugins, taken from the objects themselves so that they exist before the Ingress names them. */
  readonly plugins: readonly Input<string>[];
  /** Seconds that Pulumi waits for the address, and for endpoints of every service. */
  readonly awaitSeconds: number;
}

/**
 * Routes all hosts to the services, over HTTPS only. Plain HTTP is redirected with 308, since Kong's default of 426 is
 * no redirect at all. The protocols are always written out: their default is the gateway's, and has changed.
 */
export function ingressManifest(identity: Identity, settings: IngressSettings): k8s.networking.v1.IngressArgs {
  const { namespace, hosts, routes, className, clusterIssuer, tlsSecretName, plugins, awaitSeconds } = settings;
  return {
    metadata: {
      name: identity.name,
      namespace,
      labels: recommendedLabels(identity),
      annotations: {
        ...PATCH_FORCE,
        ...awaitTimeout(awaitSeconds),
        "cert-manager.io/cluster-issuer": clusterIssuer,
        "konghq.com/protocols": "https",
        "konghq.com/https-redirect-status-code": "308",
        ...(plugins.length > 0 ? { "konghq.com/plugins": all([...plugins]).apply((names) => names.join(",")) } : {}),
      },
    },
    spec: {
      ingressClassName: className,
      tls: [{ hosts: [...hosts], secretName: tlsSecretName }],
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: routes.map(({ path, service, port }) => ({
            path,
            pathType: "Prefix",
            backend: { service: { name: service, port: { number: port } } },
          })),
        },
      })),
    },
  };
}
