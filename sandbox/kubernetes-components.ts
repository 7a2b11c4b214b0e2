import { join, resolve } from "node:path";

import { type ComponentInput, componentKubeconfig, type ComponentSpec } from "./component-spec";
import type { Layout } from "./layout";
import { pkiFile, type PkiName } from "./pki";
import { LOOPBACK } from "./ports";
import { sourceHash } from "./source-hash";

/** Smaller heaps for a little more processor time: the whole sandbox has to fit beside an editor and a browser. */
const memory = (limitMiB: number): Record<string, string> => ({ GOGC: "60", GOMEMLIMIT: `${limitMiB}MiB` });

/** The cluster's range of service addresses; they exist in the API only. */
const SERVICE_CIDR = "10.96.0.0/16";

function tool(input: ComponentInput, name: string): string {
  return input.tools[name] ?? name;
}

function certificate(layout: Layout, name: PkiName): { crt: string; key: string; ca: string } {
  return {
    crt: pkiFile(layout.pki, name, "crt"),
    key: pkiFile(layout.pki, name, "key"),
    ca: pkiFile(layout.pki, "ca", "crt"),
  };
}

/** The store. */
export function etcd(input: ComponentInput): ComponentSpec {
  const { layout, ports } = input;
  const client = `https://${LOOPBACK}:${ports.etcd}`;
  const peer = `https://${LOOPBACK}:${ports.etcdPeer}`;
  const pair = certificate(layout, "etcd");
  return {
    name: "etcd",
    file: tool(input, "etcd"),
    args: [
      "--name=sandbox",
      `--data-dir=${layout.etcd}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      ...["", "peer-"].flatMap((who) => [
        `--${who}cert-file=${pair.crt}`,
        `--${who}key-file=${pair.key}`,
        `--${who}trusted-ca-file=${pair.ca}`,
        `--${who}client-cert-auth`,
      ]),
      // The data is a sandbox's: losing the last second in a power cut is better than waiting for the disk.
      "--unsafe-no-fsync",
      "--snapshot-count=10000",
      "--auto-compaction-mode=periodic",
      "--auto-compaction-retention=5m",
      "--quota-backend-bytes=1073741824",
      "--log-level=warn",
    ],
    env: memory(96),
    ports: ["etcd", "etcdPeer"],
    needsApi: false,
  };
}

function apiServerSecurity(layout: Layout): string[] {
  const server = certificate(layout, "server");
  const store = certificate(layout, "etcd");
  const kubelet = certificate(layout, "kubelet-client");
  return [
    `--tls-cert-file=${server.crt}`,
    `--tls-private-key-file=${server.key}`,
    `--client-ca-file=${server.ca}`,
    `--etcd-cafile=${store.ca}`,
    `--etcd-certfile=${store.crt}`,
    `--etcd-keyfile=${store.key}`,
    `--kubelet-certificate-authority=${kubelet.ca}`,
    `--kubelet-client-certificate=${kubelet.crt}`,
    `--kubelet-client-key=${kubelet.key}`,
    "--kubelet-preferred-address-types=InternalIP",
    `--service-account-key-file=${pkiFile(layout.pki, "token", "pub")}`,
    `--service-account-signing-key-file=${pkiFile(layout.pki, "token", "key")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    "--authorization-mode=Node,RBAC",
    // In addition to the server's own list, which has PodSecurity, ResourceQuota, LimitRanger and ServiceAccount.
    "--enable-admission-plugins=NodeRestriction",
  ];
}

/** The API server. */
export function apiServer(input: ComponentInput): ComponentSpec {
  const { layout, ports } = input;
  return {
    name: "kube-apiserver",
    file: tool(input, "kube-apiserver"),
    args: [
      `--etcd-servers=https://${LOOPBACK}:${ports.etcd}`,
      `--bind-address=${LOOPBACK}`,
      `--advertise-address=${LOOPBACK}`,
      `--secure-port=${ports.apiServer}`,
      ...apiServerSecurity(layout),
      `--service-cluster-ip-range=${SERVICE_CIDR}`,
      // An endpoint may not be a loopback address, and no pod of the sandbox could reach it anyway.
      "--endpoint-reconciler-type=none",
      "--allow-privileged=true",
      "--profiling=false",
      "--etcd-count-metric-poll-period=0",
      "--max-requests-inflight=200",
      "--max-mutating-requests-inflight=100",
    ],
    env: memory(400),
    ports: ["apiServer"],
    needsApi: false,
  };
}

/** The controllers: Deployments, ReplicaSets, namespaces, garbage. */
export function controllerManager(input: ComponentInput): ComponentSpec {
  const { layout, ports } = input;
  const server = certificate(layout, "server");
  return {
    name: "kube-controller-manager",
    file: tool(input, "kube-controller-manager"),
    args: [
      `--kubeconfig=${componentKubeconfig(layout, "controller-manager")}`,
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${ports.controllerManager}`,
      `--tls-cert-file=${server.crt}`,
      `--tls-private-key-file=${server.key}`,
      `--root-ca-file=${server.ca}`,
      `--service-account-private-key-file=${pkiFile(layout.pki, "token", "key")}`,
      "--use-service-account-credentials=true",
      "--leader-elect=false",
      "--profiling=false",
    ],
    env: memory(160),
    ports: ["controllerManager"],
    needsApi: true,
  };
}

/** The scheduler. */
export function scheduler(input: ComponentInput): ComponentSpec {
  const { layout, ports } = input;
  const server = certificate(layout, "server");
  return {
    name: "kube-scheduler",
    file: tool(input, "kube-scheduler"),
    args: [
      `--kubeconfig=${componentKubeconfig(layout, "scheduler")}`,
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${ports.scheduler}`,
      `--tls-cert-file=${server.crt}`,
      `--tls-private-key-file=${server.key}`,
      "--leader-elect=false",
      "--profiling=false",
    ],
    env: memory(96),
    ports: ["scheduler"],
    needsApi: true,
  };
}

/** The simulated nodes. */
export function kwok(input: ComponentInput): ComponentSpec {
  const { layout, ports } = input;
  const server = certificate(layout, "server");
  const stages = resolve(__dirname, "kwok");
  return {
    name: "kwok",
    file: tool(input, "kwok"),
    args: [
      `--kubeconfig=${componentKubeconfig(layout, "kwok")}`,
      ...["node.yaml", "pod.yaml"].map((file) => `--config=${join(stages, file)}`),
      "--enable-crds=Logs",
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
      `--node-ip=${LOOPBACK}`,
      `--node-port=${ports.kwok}`,
      `--server-address=${LOOPBACK}:${ports.kwok}`,
      `--tls-cert-file=${server.crt}`,
      `--tls-private-key-file=${server.key}`,
    ],
    // KWOK otherwise also reads a configuration from the user's home.
    env: { ...memory(96), KWOK_WORKDIR: join(layout.controlPlane, "kwok"), SANDBOX_STAGES: sourceHash(stages) },
    ports: ["kwok"],
    needsApi: true,
  };
}
