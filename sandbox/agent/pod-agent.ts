import { isDeepStrictEqual } from "node:util";

import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";

import { type Cluster, statusCode } from "./cluster";
import { readDigests } from "./digests";
import { EventRecorder } from "./event-recorder";
import { LogFiles } from "./log-files";
import type { Pod, PodStatus } from "./objects";
import { admitted, advancePod, awaitsStart, type PodContext } from "./pod";
import type { PodEvent } from "./pod-event";
import { PodIps } from "./pod-ips";
import { type KeysOf, podProblems, type Reference } from "./references";
import { watchAll } from "./watch";

/** Where the agent finds and leaves things, and how fast its pods are. */
export interface PodAgentOptions {
  readonly podLogs: string;
  readonly digests: string;
  readonly readyDelayMs: number;
}

/** One pod, as the agent knows it. */
interface Tracked {
  pod: Pod;
  /** What was last written. It is more exact than what the API server gives back, which drops parts of a second. */
  status: PodStatus | undefined;
  timer: NodeJS.Timeout | undefined;
  busy: boolean;
  again: boolean;
}

const RETRY_MS = 1_000;
const HOST_IP = "127.0.0.1";
const STRATEGIC = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);

/** Plays the kubelet of every node: container states, events and logs, but no processes. */
export class PodAgent {
  private readonly tracked = new Map<string, Tracked>();
  private readonly ips = new PodIps();
  private readonly recorder: EventRecorder;
  private readonly logs: LogFiles;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: PodAgentOptions,
    private readonly log: (line: string) => void,
  ) {
    this.recorder = new EventRecorder(cluster);
    this.logs = new LogFiles(cluster, options.podLogs);
  }

  /** Takes over the pods that exist, and follows all that come. */
  async run(): Promise<void> {
    const list = (): ReturnType<typeof this.cluster.core.listPodForAllNamespaces> =>
      this.cluster.core.listPodForAllNamespaces();
    await watchAll(this.cluster, "/api/v1/pods", list, {
      changed: (pod) => {
        this.changed(pod);
      },
      deleted: (pod) => {
        this.forget(pod.metadata?.uid ?? "");
      },
    });
    this.logs.prune(new Set(this.tracked.keys()));
  }

  private changed(pod: Pod): void {
    const uid = pod.metadata?.uid ?? "";
    if (pod.spec?.nodeName === undefined) return;
    const known = this.tracked.get(uid);
    if (known === undefined) {
      const status = pod.status?.containerStatuses === undefined ? undefined : pod.status;
      if (status?.podIP !== undefined) this.ips.take(uid, status.podIP);
      const entry: Tracked = { pod, status, timer: undefined, busy: false, again: false };
      this.tracked.set(uid, entry);
      this.look(entry);
      return;
    }
    const deleted =
      known.pod.metadata?.deletionTimestamp === undefined && pod.metadata?.deletionTimestamp !== undefined;
    known.pod = pod;
    if (deleted) this.look(known);
  }

  private forget(uid: string): void {
    clearTimeout(this.tracked.get(uid)?.timer);
    this.tracked.delete(uid);
    this.ips.release(uid);
    this.recorder.forget(uid);
    this.logs.remove(uid);
  }

  /** Looks at a pod, now or, if that is under way, once more afterwards. */
  private look(entry: Tracked): void {
    clearTimeout(entry.timer);
    if (entry.busy) {
      entry.again = true;
      return;
    }
    entry.busy = true;
    void this.step(entry)
      .catch((error: unknown) => {
        // A pod that is gone meanwhile needs no more care.
        if (statusCode(error) === 404) return undefined;
        this.log(`${entry.pod.metadata?.namespace ?? ""}/${entry.pod.metadata?.name ?? ""}: ${String(error)}`);
        return RETRY_MS;
      })
      .then((wakeMs) => {
        entry.busy = false;
        if (!this.tracked.has(entry.pod.metadata?.uid ?? "")) return;
        if (entry.again || wakeMs !== undefined) {
          const delay = entry.again ? 0 : (wakeMs ?? 0);
          entry.again = false;
          entry.timer = setTimeout(() => {
            this.look(entry);
          }, delay);
        }
      });
  }

  /** One step of a pod's life; the answer is when to take the next. */
  private async step(entry: Tracked): Promise<number | undefined> {
    const { pod } = entry;
    if (pod.metadata?.deletionTimestamp !== undefined) {
      await this.recorder.record(pod, killing(pod));
      return undefined;
    }
    const context = await this.context(entry);
    const before = entry.status ?? admitted(pod, context);
    const next = advancePod(pod, before, context);
    if (entry.status === undefined || !isDeepStrictEqual(entry.status, next.status)) {
      // Logs first: whoever sees the container end can read why.
      await this.logs.update(pod, next.status.containerStatuses ?? []);
      await this.write(pod, next.status);
      entry.status = next.status;
    }
    await this.recorder.record(pod, next.events);
    return next.wakeMs;
  }

  private async context(entry: Tracked): Promise<PodContext> {
    const { pod, status } = entry;
    const problems = awaitsStart(status)
      ? await podProblems(pod, this.keysOf(pod))
      : { configProblems: {}, volumeProblem: undefined };
    return {
      now: Date.now(),
      podIp: this.ips.of(pod.metadata?.uid ?? ""),
      hostIp: HOST_IP,
      readyDelayMs: this.options.readyDelayMs,
      digests: readDigests(this.options.digests),
      ...problems,
    };
  }

  private keysOf(pod: Pod): KeysOf {
    const namespace = pod.metadata?.namespace ?? "";
    return async ({ kind, name }: Reference) => {
      try {
        const { core } = this.cluster;
        const found = await (kind === "ConfigMap"
          ? core.readNamespacedConfigMap({ name, namespace })
          : core.readNamespacedSecret({ name, namespace }));
        return new Set([
          ...Object.keys(found.data ?? {}),
          ...("binaryData" in found ? Object.keys(found.binaryData ?? {}) : []),
        ]);
      } catch (error) {
        if (statusCode(error) === 404) return undefined;
        throw error;
      }
    };
  }

  private async write(pod: Pod, status: PodStatus): Promise<void> {
    const { name = "", namespace = "", uid } = pod.metadata ?? {};
    // The uid keeps the status of a pod from landing on a later one of the same name.
    await this.cluster.core.patchNamespacedPodStatus(
      { name, namespace, body: { metadata: { uid }, status } },
      STRATEGIC,
    );
  }
}

function killing(pod: Pod): PodEvent[] {
  return (pod.spec?.containers ?? []).map(({ name }) => ({
    type: "Normal",
    reason: "Killing",
    message: `Stopping container ${name}`,
    container: name,
    count: 1,
  }));
}
