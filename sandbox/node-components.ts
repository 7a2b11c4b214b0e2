import { resolve } from "node:path";

import { type ComponentInput, componentKubeconfig, type ComponentSpec } from "./component-spec";
import { sourceHash } from "./source-hash";

/** How a TypeScript file of ours is run; its memory is bounded, since nobody watches it. */
function script(file: string): string[] {
  return ["--max-old-space-size=192", "--require", require.resolve("tsx/cjs"), resolve(__dirname, file)];
}

/** What a bare control plane lacks: kubelets, an ingress controller and a certificate issuer. */
export function agent(input: ComponentInput): ComponentSpec {
  const { layout } = input;
  return {
    name: "agent",
    file: process.execPath,
    args: [
      ...script("agent/main.ts"),
      componentKubeconfig(layout, "agent"),
      layout.agentReady,
      layout.podLogs,
      layout.digests,
      input.crds,
      String(input.readyDelaySeconds),
    ],
    // A changed agent has to replace the one that runs.
    env: { SANDBOX_AGENT_SOURCE: sourceHash(resolve(__dirname, "agent")) },
    ports: [],
    needsApi: false,
  };
}

/** The emulator of Cloudflare's API. */
export function cloudflare({ layout, ports }: Pick<ComponentInput, "layout" | "ports">): ComponentSpec {
  return {
    name: "cloudflare",
    file: process.execPath,
    args: [
      ...script("cloudflare/main.ts"),
      `--port=${ports.cloudflare}`,
      `--state-file=${layout.cloudflare.state}`,
      `--token-file=${layout.cloudflare.token}`,
      `--address-file=${layout.cloudflare.address}`,
      `--request-log=${layout.cloudflare.requestLog}`,
    ],
    env: { SANDBOX_CLOUDFLARE_SOURCE: sourceHash(resolve(__dirname, "cloudflare")) },
    ports: ["cloudflare"],
    needsApi: false,
  };
}
