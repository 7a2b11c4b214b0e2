import { join } from "node:path";

import type { ToolPaths } from "./build-tools";
import type { Layout } from "./layout";
import type { PkiName } from "./pki";
import type { PortName, Ports } from "./ports";

/** The processes of the sandbox, in the order in which they start. */
export const COMPONENT_NAMES = [
  "etcd",
  "kube-apiserver",
  "agent",
  "cloudflare",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

/** One of {@link COMPONENT_NAMES}. */
export type ComponentName = (typeof COMPONENT_NAMES)[number];

/** How a component is started, and how it is asked whether it is well. */
export interface ComponentSpec {
  readonly name: ComponentName;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The ports that it listens on. */
  readonly ports: readonly PortName[];
  /** Whether it gives up when the API server is not there yet; it is then started after it. */
  readonly needsApi: boolean;
}

/** Everything that the command lines depend on. */
export interface ComponentInput {
  readonly layout: Layout;
  readonly tools: ToolPaths;
  readonly ports: Ports;
  /** Seconds until a healthy pod is Ready. */
  readonly readyDelaySeconds: number;
  /** Folder with the custom resource definitions to install. */
  readonly crds: string;
}

/** The kubeconfig of a component. */
export function componentKubeconfig(layout: Layout, name: PkiName): string {
  return join(layout.controlPlane, "kubeconfigs", name);
}
