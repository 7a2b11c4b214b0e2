/** How a GKE cluster can be reached, as `gcp.container.getCluster` tells. */
export interface GkeEndpoints {
  /** Address of the control plane. */
  readonly endpoint: string;
  /** Its certificate authority, base64. */
  readonly caCertificate: string;
  /** Host name with a public certificate, where the cluster offers one to the outside. */
  readonly dnsEndpoint: string | undefined;
}

/**
 * A kubeconfig that asks `gke-gcloud-auth-plugin` for a token at every use. A token inside of it would live for an hour
 * and yet be kept in the state, where the next destroy would find it expired.
 */
export function gkeKubeconfig(name: string, { endpoint, caCertificate, dnsEndpoint }: GkeEndpoints): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [
      {
        name,
        cluster:
          dnsEndpoint === undefined
            ? { server: `https://${endpoint}`, "certificate-authority-data": caCertificate }
            : { server: `https://${dnsEndpoint}` },
      },
    ],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "gke-gcloud-auth-plugin",
            installHint: "Install it with: gcloud components install gke-gcloud-auth-plugin",
            provideClusterInfo: true,
          },
        },
      },
    ],
  });
}
