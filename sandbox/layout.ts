import { join, resolve } from "node:path";

/** Where the control plane of one sandbox keeps its files; everything is below the sandbox's own directory. */
export interface Layout {
  /** The sandbox directory, absolute. */
  readonly root: string;
  /** The admin's kubeconfig. The user's own is never touched. */
  readonly kubeconfig: string;
  /** All that `reset` deletes of the control plane. */
  readonly controlPlane: string;
  readonly pki: string;
  readonly etcd: string;
  readonly logs: string;
  /** One file per running component, written by the component's own process. */
  readonly run: string;
  /** Written by the agent when it is ready. */
  readonly agentReady: string;
  /** Logs of simulated containers. */
  readonly podLogs: string;
  readonly ports: string;
  readonly lock: string;
  /** Image tag to digest, for tests and demonstrations: `{"repo:tag": "sha256:…"}`. */
  readonly digests: string;
  /** What kubectl and the engine need in their environment. */
  readonly environment: string;
  /** Unlocks the secrets of the sandbox's stacks; there are none that anybody must not see. */
  readonly passphrase: string;
  /** The emulator of Cloudflare's API. */
  readonly cloudflare: {
    readonly directory: string;
    /** Zones and records. */
    readonly state: string;
    /** The token that its clients send. */
    readonly token: string;
    /** Where it listens. */
    readonly address: string;
    /** Every request, as lines of JSON. */
    readonly requestLog: string;
  };
}

/** The name of the only context in the sandbox's kubeconfig. */
export const CONTEXT_NAME = "sandbox";

/** Names every file of the sandbox in `directory`. */
export function layoutOf(directory: string): Layout {
  const root = resolve(directory);
  const controlPlane = join(root, "control-plane");
  const cloudflare = join(root, "cloudflare");
  return {
    root,
    kubeconfig: join(root, "kubeconfig"),
    controlPlane,
    pki: join(controlPlane, "pki"),
    etcd: join(controlPlane, "etcd"),
    logs: join(controlPlane, "logs"),
    run: join(controlPlane, "run"),
    agentReady: join(controlPlane, "agent.ready"),
    podLogs: join(controlPlane, "pods"),
    ports: join(controlPlane, "ports.json"),
    lock: join(root, "lock"),
    digests: join(root, "digests.json"),
    environment: join(root, "environment.json"),
    passphrase: join(root, "passphrase"),
    cloudflare: {
      directory: cloudflare,
      state: join(cloudflare, "state.json"),
      token: join(cloudflare, "token"),
      address: join(cloudflare, "address.json"),
      requestLog: join(cloudflare, "requests.jsonl"),
    },
  };
}
