import * as cloudflare from "@pulumi/cloudflare";
import { getClusterOutput } from "@pulumi/gcp/container";
import { Provider as GcpProvider } from "@pulumi/gcp/provider";
import { Provider as KubernetesProvider, type ProviderArgs } from "@pulumi/kubernetes/provider";
import { gkeKubeconfig } from "./kubeconfig";
import type { LoadedConfig } from "./load";

/** The providers that a stack uses; none that it does not. Default providers are disabled in Pulumi.yaml. */
export interface Providers {
  readonly kubernetes: KubernetesProvider;
  readonly cloudflare: cloudflare.Provider | undefined;
  readonly gcp: GcpProvider | undefined;
}

type Gke = NonNullable<LoadedConfig["cluster"]["gke"]>;

function gkeConnection({ project, location, name }: Gke, provider: GcpProvider | undefined) {
  const cluster = getClusterOutput({ project, location, name }, { provider });
  return {
    kubeconfig: cluster.apply(({ endpoint, masterAuths, controlPlaneEndpointsConfigs }) => {
      const dns = controlPlaneEndpointsConfigs[0]?.dnsEndpointConfigs[0];
      return gkeKubeconfig(name, {
        endpoint,
        caCertificate: masterAuths[0]?.clusterCaCertificate ?? "",
        dnsEndpoint: dns?.allowExternalTraffic ? dns.endpoint : undefined,
      });
    }),
    // Without it a rotated certificate authority would replace the provider, and everything on it.
    clusterIdentifier: `${project}/${location}/${name}`,
  };
}

function kubernetesConnection(
  { context, kubeconfig, gke }: LoadedConfig["cluster"],
  provider: GcpProvider | undefined,
): ProviderArgs {
  if (gke) return gkeConnection(gke, provider);
  return {
    context,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    clusterIdentifier: `context/${context ?? ""}`,
  };
}

/** Declares the providers of a stack. Its own `cluster` entry decides where it goes, never the current context. */
export function declareProviders(config: LoadedConfig): Providers {
  const { cluster, dns, lookUpDigest, cloudflareToken } = config;
  const google = cluster.gke || lookUpDigest ? new GcpProvider("gcp", { project: cluster.gke?.project }) : undefined;
  return {
    gcp: google,
    kubernetes: new KubernetesProvider("cluster", {
      ...kubernetesConnection(cluster, google),
      // Going back to an earlier config meets the ConfigMap that was retained for the old ReplicaSet.
      upsertExistingObjects: true,
    }),
    cloudflare: dns
      ? new cloudflare.Provider("cloudflare", cloudflareToken === undefined ? {} : { apiToken: cloudflareToken })
      : undefined,
  };
}
