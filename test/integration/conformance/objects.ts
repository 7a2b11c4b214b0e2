import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Kit } from "./scenario";

const LABELS = { app: "web" };

/** What a scenario varies of its Deployment. */
export interface WebOptions {
  readonly image: string;
  readonly replicas?: number;
  readonly annotations?: Record<string, string>;
  /** Keeps pods from being scheduled. */
  readonly nowhere?: boolean;
  readonly options?: pulumi.CustomResourceOptions;
}

function podSpec({ image, nowhere }: WebOptions) {
  return {
    ...(nowhere ? { nodeSelector: { "no-such": "node" } } : {}),
    containers: [
      {
        name: "web",
        image,
        ports: [{ name: "http", containerPort: 8080 }],
        // Spellings that the API server rewrites.
        resources: { requests: { cpu: "1000m", memory: "65536Ki" } },
      },
    ],
  };
}

/** A Deployment. */
export function deployment(kit: Kit, web: WebOptions): k8s.apps.v1.Deployment {
  return new k8s.apps.v1.Deployment(
    "the-deployment",
    {
      metadata: { name: "web", namespace: kit.namespace, annotations: web.annotations ?? {} },
      spec: {
        replicas: web.replicas ?? 1,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: podSpec(web) },
      },
    },
    { ...kit.options, ...web.options },
  );
}

/** A Service in front of the Deployment. */
export function service({ namespace, options }: Kit): k8s.core.v1.Service {
  const spec = { selector: LABELS, ports: [{ name: "http", port: 80, targetPort: "http" }] };
  return new k8s.core.v1.Service("the-service", { metadata: { name: "web", namespace }, spec }, options);
}

/** An Ingress in front of the Service. */
export function ingress({ namespace, options }: Kit): k8s.networking.v1.Ingress {
  const backend = { service: { name: "web", port: { number: 80 } } };
  const rules = [{ host: "web.example", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
  const args = { metadata: { name: "web", namespace }, spec: { ingressClassName: "kong", rules } };
  return new k8s.networking.v1.Ingress("the-ingress", args, options);
}

/** A custom resource. */
export function kongPlugin({ namespace, options }: Kit, allow: readonly string[]): k8s.apiextensions.CustomResource {
  const kind = { apiVersion: "configuration.konghq.com/v1", kind: "KongPlugin" };
  const args = { ...kind, metadata: { name: "allow", namespace }, plugin: "ip-restriction", config: { allow } };
  return new k8s.apiextensions.CustomResource("the-plugin", args, options);
}

/** A ConfigMap. */
export function configMap(
  { namespace, options }: Kit,
  name: string,
  args: { data: Record<string, string>; immutable?: boolean },
  more: pulumi.CustomResourceOptions = {},
): k8s.core.v1.ConfigMap {
  return new k8s.core.v1.ConfigMap("the-config", { metadata: { name, namespace }, ...args }, { ...options, ...more });
}

/** A Secret without a name of its own. */
export function secret({ namespace, options }: Kit, stringData: Record<string, string>): k8s.core.v1.Secret {
  return new k8s.core.v1.Secret("the-secret", { metadata: { namespace }, stringData }, options);
}

/** The namespace itself. */
export function namespaceObject({ namespace, options }: Kit): k8s.core.v1.Namespace {
  return new k8s.core.v1.Namespace("the-namespace", { metadata: { name: namespace } }, options);
}
