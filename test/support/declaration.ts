import type { Declaration } from "../../offline/recording-monitor";

/** A declaration of a Kubernetes object that nothing is special about. */
export function declaration(type: string, name: string, changes: Partial<Declaration> = {}): Declaration {
  return {
    urn: `urn:pulumi:dev::outsrc::${type}::${name}`,
    type,
    name,
    custom: true,
    inputs: { metadata: { name, namespace: "outsrc-dev" } },
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    ...changes,
  };
}

/** Types of resources by kind. */
export const TYPES = {
  namespace: "kubernetes:core/v1:Namespace",
  deployment: "kubernetes:apps/v1:Deployment",
  service: "kubernetes:core/v1:Service",
  configMap: "kubernetes:core/v1:ConfigMap",
  secret: "kubernetes:core/v1:Secret",
  ingress: "kubernetes:networking.k8s.io/v1:Ingress",
  autoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  plugin: "kubernetes:configuration.konghq.com/v1:KongPlugin",
  record: "cloudflare:index/dnsRecord:DnsRecord",
  component: "outsrc:index:WebService",
  provider: "pulumi:providers:kubernetes",
} as const;
