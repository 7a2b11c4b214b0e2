import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { writeIfChanged } from "../files";
import { apply, type Cluster, type PlainObject } from "./cluster";
import { logLines, runtimeFormat } from "./container-log";
import { behaviourOf } from "./image";
import type { ContainerStatus, Pod } from "./objects";

/** Where the logs of a pod's containers lie. */
function podDirectory(root: string, uid: string): string {
  return join(root, uid);
}

function runText(status: ContainerStatus, run: number, startedAt: Date | undefined, ended: boolean): string {
  const behaviour = behaviourOf(status.image);
  return runtimeFormat(logLines({ behaviour, container: status.name, run, ended }), new Date(startedAt ?? Date.now()));
}

function writeContainer(directory: string, status: ContainerStatus): void {
  const { state, lastState, restartCount } = status;
  const last = lastState?.terminated;
  const current = state?.running ?? state?.terminated ?? last;
  if (current === undefined) return;
  const ended = state?.running === undefined;
  writeIfChanged(join(directory, `${status.name}.log`), runText(status, restartCount, current.startedAt, ended));
  if (last === undefined) return;
  writeIfChanged(
    join(directory, `${status.name}.previous.log`),
    runText(status, Math.max(restartCount - 1, 0), last.startedAt, true),
  );
}

/** KWOK's registration of a pod's log files. The pod owns it, so it goes with the pod. */
function registration(pod: Pod, directory: string, containers: readonly string[]): PlainObject & { spec: unknown } {
  const { name = "", namespace = "", uid = "" } = pod.metadata ?? {};
  const owner = { apiVersion: "v1", kind: "Pod", name, uid };
  const metadata = { name, namespace, ownerReferences: [owner] };
  const logs = containers.map((container) => ({
    containers: [container],
    logsFile: join(directory, `${container}.log`),
    previousLogsFile: join(directory, `${container}.previous.log`),
  }));
  return { apiVersion: "kwok.x-k8s.io/v1alpha1", kind: "Logs", metadata, spec: { logs } };
}

/** Keeps the log files of simulated containers, and tells KWOK where they are. */
export class LogFiles {
  private readonly registered = new Set<string>();

  /** @param root - folder that holds one folder per pod */
  constructor(
    private readonly cluster: Cluster,
    private readonly root: string,
  ) {}

  /** Writes what the containers have logged so far; a pod none of whose containers ever ran has no logs. */
  async update(pod: Pod, statuses: readonly ContainerStatus[]): Promise<void> {
    const uid = pod.metadata?.uid ?? "";
    const started = statuses.filter((status) => status.containerID !== undefined);
    if (started.length === 0) return;
    const directory = podDirectory(this.root, uid);
    mkdirSync(directory, { recursive: true });
    for (const status of started) writeContainer(directory, status);
    if (this.registered.has(uid)) return;
    await apply(
      this.cluster,
      registration(
        pod,
        directory,
        statuses.map((status) => status.name),
      ),
    );
    this.registered.add(uid);
  }

  /** Removes the logs of a pod that is gone. */
  remove(uid: string): void {
    this.registered.delete(uid);
    rmSync(podDirectory(this.root, uid), { recursive: true, force: true });
  }

  /** Removes the logs of all pods but these; some may have gone while nobody watched. */
  prune(uids: ReadonlySet<string>): void {
    if (!existsSync(this.root)) return;
    for (const uid of readdirSync(this.root)) if (!uids.has(uid)) this.remove(uid);
  }
}
