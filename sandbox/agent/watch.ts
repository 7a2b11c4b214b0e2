import { type Informer, type KubernetesListObject, type KubernetesObject, makeInformer } from "@kubernetes/client-node";

import type { Cluster } from "./cluster";

/** What to do about the objects of one kind. */
export interface WatchHandlers<T> {
  /** Called for each object at the start, and again whenever one changes. */
  changed(object: T): void;
  /** Called for an object that is gone. */
  deleted?(object: T): void;
}

const RECONNECT_MS = 1_000;

/**
 * Follows all objects below an API path for as long as the process runs. A broken connection, for instance while the API
 * server restarts, is made again; the list that comes with it reports what changed meanwhile.
 */
export async function watchAll<T extends KubernetesObject>(
  cluster: Cluster,
  path: string,
  list: () => Promise<KubernetesListObject<T>>,
  handlers: WatchHandlers<T>,
): Promise<Informer<T>> {
  const informer = makeInformer(cluster.config, path, list);
  informer.on("add", (object) => {
    handlers.changed(object);
  });
  informer.on("update", (object) => {
    handlers.changed(object);
  });
  informer.on("delete", (object) => handlers.deleted?.(object));
  informer.on("error", () => {
    setTimeout(() => void informer.start(), RECONNECT_MS);
  });
  await informer.start();
  return informer;
}
