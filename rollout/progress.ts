import { diagnose } from "./diagnosis/diagnose";
import { releaseOf } from "./diagnosis/release";
import type { Snapshot } from "./diagnosis/snapshot";
import { isReady } from "./diagnosis/waiting";

/** How far one service is. */
export interface Progress {
  /** Name of the Deployment. */
  readonly service: string;
  /** Pods of the present template that are ready. */
  readonly ready: number;
  /** Pods that the Deployment asks for now; an autoscaler may change it. */
  readonly wanted: number;
  /** What it waits for, or why it cannot succeed: without the service's name. */
  readonly state: string;
}

/** How far a service is, as data. */
export function progressOf(snapshot: Snapshot, deploymentName: string, now: Date): Progress {
  const release = releaseOf(snapshot, deploymentName, now);
  const { message } = diagnose(snapshot, deploymentName, now);
  return {
    service: deploymentName,
    ready: release?.pods.filter(isReady).length ?? 0,
    wanted: release === undefined ? 0 : (release.deployment.spec?.replicas ?? 1),
    state: message.slice(`${deploymentName}: `.length),
  };
}

/** How far a service is, as one line: `front 1/3 ready, waiting for 2 new pods to pass the readiness probe`. */
export function progressLine(snapshot: Snapshot, deploymentName: string, now: Date): string {
  const { service, ready, wanted, state } = progressOf(snapshot, deploymentName, now);
  return `${service} ${ready}/${wanted} ready, ${state}`;
}
