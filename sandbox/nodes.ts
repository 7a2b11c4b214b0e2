import { KUBERNETES_GIT_VERSION } from "./tools";

/** A simulated machine. */
export interface SandboxNode {
  readonly name: string;
  readonly zone: string;
}

const REGION = "us-central1";

/** Two machines in each of two zones, so that spreading over zones and over machines can both be seen. */
export const NODES: readonly SandboxNode[] = ["a", "b"].flatMap((zone) =>
  [1, 2].map((number) => ({ name: `sandbox-${zone}-${number}`, zone: `${REGION}-${zone}` })),
);

/** As large as an `e2-standard-4`: a Deployment that asks for too much stays Pending here too. */
const RESOURCES = { cpu: "4", memory: "16Gi", "ephemeral-storage": "100Gi", pods: "110" };

/** The Node object of a simulated machine; KWOK keeps its conditions and lease. */
export function nodeManifest(node: SandboxNode) {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: node.name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "e2-standard-4",
        "topology.kubernetes.io/region": REGION,
        "topology.kubernetes.io/zone": node.zone,
      },
    },
    status: {
      allocatable: RESOURCES,
      capacity: RESOURCES,
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "kwok://simulated",
        kernelVersion: "simulated",
        kubeProxyVersion: "",
        kubeletVersion: KUBERNETES_GIT_VERSION,
        machineID: "",
        operatingSystem: "linux",
        osImage: "simulated",
        systemUUID: "",
      },
    },
  };
}
