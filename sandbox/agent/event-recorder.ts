import { createHash } from "node:crypto";

import { APPLY, APPLY_HEADERS, type Cluster, statusCode } from "./cluster";
import type { Pod } from "./objects";
import type { PodEvent } from "./pod-event";

/** What has been written of an event. */
interface Written {
  readonly count: number;
  readonly first: Date;
}

function eventName(pod: Pod, event: PodEvent): string {
  const identity = [pod.metadata?.uid, event.container, event.reason, event.message].join("\0");
  return `${pod.metadata?.name ?? "pod"}.${createHash("sha256").update(identity).digest("hex").slice(0, 16)}`;
}

/** The Event object of a report, as a kubelet writes it. */
export function eventManifest(pod: Pod, event: PodEvent, first: Date, last: Date) {
  const { name, namespace = "", uid } = pod.metadata ?? {};
  const fieldPath = event.container === undefined ? {} : { fieldPath: `spec.containers{${event.container}}` };
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: eventName(pod, event), namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid, ...fieldPath },
    source: { component: "kubelet", host: pod.spec?.nodeName },
    reportingComponent: "kubelet",
    reportingInstance: pod.spec?.nodeName,
    type: event.type,
    reason: event.reason,
    message: event.message,
    count: event.count,
    firstTimestamp: first,
    lastTimestamp: last,
  };
}

/** Writes reports into the cluster; one that is repeated only raises the count of the first. */
export class EventRecorder {
  /** By pod, then by the event's name. */
  private readonly written = new Map<string, Map<string, Written>>();

  constructor(private readonly cluster: Cluster) {}

  /** Writes those reports that are news. */
  async record(pod: Pod, events: readonly PodEvent[]): Promise<void> {
    const uid = pod.metadata?.uid ?? "";
    const known = this.written.get(uid) ?? new Map<string, Written>();
    this.written.set(uid, known);
    for (const event of events) {
      const name = eventName(pod, event);
      const before = known.get(name);
      if (before !== undefined && before.count >= event.count) continue;
      const now = new Date();
      const first = before?.first ?? now;
      known.set(name, { count: event.count, first });
      await this.write(name, pod.metadata?.namespace ?? "", eventManifest(pod, event, first, now));
    }
  }

  /** Forgets a pod that is gone. */
  forget(uid: string): void {
    this.written.delete(uid);
  }

  private async write(name: string, namespace: string, body: object): Promise<void> {
    try {
      await this.cluster.core.patchNamespacedEvent({ name, namespace, body, ...APPLY }, APPLY_HEADERS);
    } catch (error) {
      // A namespace that is being deleted takes no events, and nobody will miss them.
      const code = statusCode(error);
      if (code !== 403 && code !== 404 && code !== 409) throw error;
    }
  }
}
