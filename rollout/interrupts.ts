import { EXIT, RolloutError } from "../config/errors";
import type { Session } from "./session";

/**
 * Runs what changes nothing, until Ctrl-C.
 * @throws RolloutError at Ctrl-C
 */
export async function interruptibly<T>(session: Session, run: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const release = session.onInterrupt(() => {
      reject(new RolloutError(`${session.stack}: stopped before anything was changed`, EXIT.failed));
    });
    run().then(resolve, reject).finally(release);
  });
}

/** Runs what had better be finished. The first Ctrl-C is answered by what that is; a second one ends the process. */
export async function uninterrupted<T>(session: Session, what: string, run: () => Promise<T>): Promise<T> {
  let isTold = false;
  const release = session.onInterrupt(() => {
    if (!isTold) session.ui.progress(`${what}; Ctrl-C again stops at once`);
    else {
      // Released only now: libraries that listen as well end the process as soon as nobody else does.
      release();
      process.kill(process.pid, "SIGINT");
    }
    isTold = true;
  });
  return run().finally(release);
}
