import { setTimeout as sleep } from "node:timers/promises";
import { listOr, objectOr, textOr, valueAt } from "../protocol/plain";
import type { ApiClient } from "./api-client";
import { identityOf, type KubeObject } from "./objects";
import { collectionPath, type ResourceType } from "./resource-paths";

const RECONNECT_MS = 300;

/** The objects of one type in one namespace, kept up to date by a watch for as long as somebody looks. */
export class WatchedCollection {
  private readonly objects = new Map<string, KubeObject>();
  private readonly stopped = new AbortController();
  private users = 0;

  constructor(
    private readonly api: ApiClient,
    private readonly path: string,
  ) {}

  /** The objects, by name; none before the first answer. */
  get items(): ReadonlyMap<string, KubeObject> {
    return this.objects;
  }

  join(): void {
    this.users += 1;
    if (this.users === 1) void this.follow();
  }

  /** @returns whether nobody looks any more; the watch has ended then */
  leave(): boolean {
    this.users -= 1;
    if (this.users === 0) this.stopped.abort();
    return this.users === 0;
  }

  private async follow(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        const version = await this.list();
        await this.watch(version);
      } catch {
        // Whoever waits has a deadline, and reports what is missing then.
      }
      await sleep(RECONNECT_MS);
    }
  }

  private async list(): Promise<string> {
    const list = await this.api.request({ method: "GET", path: this.path, signal: this.stopped.signal });
    this.objects.clear();
    for (const item of listOr(list["items"]).map(objectOr)) this.objects.set(identityOf(item).name, item);
    return textOr(valueAt(list, ["metadata", "resourceVersion"]));
  }

  private async watch(resourceVersion: string): Promise<void> {
    const query = { watch: "true", allowWatchBookmarks: "true", resourceVersion };
    for await (const event of this.api.watch({ method: "GET", path: this.path, query, signal: this.stopped.signal })) {
      const object = objectOr(event["object"]);
      const type = event["type"];
      // The version is too old; a new list starts over.
      if (type === "ERROR") return;
      if (type === "DELETED") this.objects.delete(identityOf(object).name);
      else if (type !== "BOOKMARK") this.objects.set(identityOf(object).name, object);
    }
  }
}

/** The watches that are open. All waits for one type in one namespace share a watch. */
export class Watches {
  private readonly open = new Map<string, WatchedCollection>();

  constructor(private readonly api: ApiClient) {}

  /** Looks at collections for as long as `use` runs. */
  async during<T>(
    namespace: string,
    types: readonly ResourceType[],
    use: (itemsOf: (type: ResourceType) => ReadonlyMap<string, KubeObject>) => Promise<T>,
  ): Promise<T> {
    const paths = types.map((type) => collectionPath(type, namespace));
    for (const path of paths) this.joined(path);
    try {
      return await use(
        (type) => this.open.get(collectionPath(type, namespace))?.items ?? new Map<string, KubeObject>(),
      );
    } finally {
      for (const path of paths) if (this.open.get(path)?.leave()) this.open.delete(path);
    }
  }

  private joined(path: string): void {
    const collection = this.open.get(path) ?? new WatchedCollection(this.api, path);
    this.open.set(path, collection);
    collection.join();
  }
}
