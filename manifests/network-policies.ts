import type * as k8s from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { PATCH_FORCE } from "./annotations";
import { recommendedLabels, selectorLabels, type Identity } from "./labels";

// Label and port of the pod that cert-manager starts to answer an HTTP-01 challenge
// (cert-manager.io/docs/configuration/acme/http01, "Network Policy Considerations").
const ACME_SOLVER_LABELS = { "acme.cert-manager.io/http01-solver": "true" };
const ACME_SOLVER_PORT = 8089;

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

const inNamespace = (name: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

function policy(
  identity: Identity,
  namespace: Input<string>,
  name: string,
  spec: k8s.types.input.networking.v1.NetworkPolicySpec,
): k8s.networking.v1.NetworkPolicyArgs {
  return {
    metadata: { name, namespace, labels: recommendedLabels(identity), annotations: { ...PATCH_FORCE } },
    spec: { policyTypes: ["Ingress"], ...spec },
  };
}

/** Nothing in the namespace accepts a connection that no other policy admits. */
export function defaultDeny(identity: Identity, namespace: Input<string>): k8s.networking.v1.NetworkPolicyArgs {
  return policy(identity, namespace, "default-deny", { podSelector: {} });
}

/** Let's Encrypt reaches cert-manager's solver through Kong, or no certificate is ever issued. */
export function allowAcmeSolver(
  identity: Identity,
  namespace: Input<string>,
  kongNamespace: string,
): k8s.networking.v1.NetworkPolicyArgs {
  return policy(identity, namespace, "acme-http01-solver", {
    podSelector: { matchLabels: ACME_SOLVER_LABELS },
    ingress: [{ from: [inNamespace(kongNamespace)], ports: [{ port: ACME_SOLVER_PORT, protocol: "TCP" }] }],
  });
}

/** Who may call a service. */
export interface ServicePolicySettings {
  readonly namespace: Input<string>;
  readonly port: number;
  /** Namespace of Kong; `undefined` for a service that no ingress path leads to. */
  readonly kongNamespace: string | undefined;
  /** Services of the same namespace that call this one. */
  readonly callers: readonly string[];
}

/** Admits Kong, if an ingress path leads here, and the callers that services.ts names; nobody else. */
export function allowCallers(
  identity: Identity,
  { namespace, port, kongNamespace, callers }: ServicePolicySettings,
): k8s.networking.v1.NetworkPolicyArgs {
  const from: Peer[] = [
    ...(kongNamespace === undefined ? [] : [inNamespace(kongNamespace)]),
    ...callers.map((name) => ({ podSelector: { matchLabels: selectorLabels({ ...identity, name }) } })),
  ];
  return policy(identity, namespace, identity.name, {
    podSelector: { matchLabels: selectorLabels(identity) },
    // A rule with an empty "from" would admit everyone.
    ...(from.length > 0 ? { ingress: [{ from, ports: [{ port, protocol: "TCP" }] }] } : {}),
  });
}
