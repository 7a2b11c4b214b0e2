import { type KubeConfig, Watch } from "@kubernetes/client-node";

/** How long to wait before a lost connection is made again. */
const RECONNECT_MS = 1_000;
/** The server ends a watch after some minutes; a connection that died unnoticed is replaced at the same time. */
const WATCH_SECONDS = 240;

/** Something that runs until it is closed. */
export interface Closable {
  /** Ends it at once; nothing is called any more, and nothing keeps the process alive. */
  close(): void;
}

/**
 * Calls back whenever an object below an API path may have changed, also after each new connection, for changes may have
 * been missed. What has changed is not told: whoever wants to know lists anew, and so never works with half an answer.
 */
export function watchForChanges(config: KubeConfig, path: string, onChange: () => void): Closable {
  const watch = new Watch(config);
  let closed = false;
  let request: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;

  const reconnect = () => {
    if (!closed) timer = setTimeout(() => void connect(), RECONNECT_MS);
  };
  const connect = async (): Promise<void> => {
    try {
      const changed = () => {
        if (!closed) onChange();
      };
      request = await watch.watch(path, { timeoutSeconds: WATCH_SECONDS }, changed, reconnect);
      if (closed) request.abort();
    } catch {
      // Credentials that could not be made, for instance; failed connections come through the callback above.
      reconnect();
    }
  };
  void connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      request?.abort();
    },
  };
}

/** Changes come in bursts; one look serves many. */
const SHORTEST_PAUSE_MS = 200;
/** Some rules tell by the time that has passed, without any change. */
const LONGEST_PAUSE_MS = 2_000;

/**
 * Looks again after changes and every two seconds, one look at a time. In a large namespace a look takes longer and is
 * made less often: at most half of the time is spent on them.
 */
export function lookRepeatedly(look: () => Promise<void>): Closable & { changed(): void } {
  let closed = false;
  let changes = 0;
  let waitsForChange = false;
  let endPause = () => {};

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (closed) endPause();
    });
  const run = async (): Promise<void> => {
    while (!closed) {
      const seen = changes;
      const startedAt = Date.now();
      await look();
      const shortest = Math.max(SHORTEST_PAUSE_MS, Date.now() - startedAt);
      await pause(shortest);
      waitsForChange = true;
      if (changes === seen) await pause(Math.max(0, LONGEST_PAUSE_MS - shortest));
      waitsForChange = false;
    }
  };
  void run();
  return {
    changed() {
      changes += 1;
      if (waitsForChange) endPause();
    },
    close() {
      closed = true;
      endPause();
    },
  };
}
