import { NotReadyError } from "../protocol/failures";
import type { PlainObject } from "../protocol/plain";
import { createObject } from "./create-object";
import { stateOf, type Declared } from "./declared";
import { describe, identityOf, idOf, type KubeObject } from "./objects";
import type { Session } from "./session";
import { awaitReady } from "./waits/await-ready";

/** The object as it is now, or as it was where it cannot be asked for. */
export async function liveOr({ cluster }: Session, last: KubeObject): Promise<KubeObject> {
  return cluster.get(identityOf(last)).catch(() => last);
}

/**
 * Creates a resource and waits until it is ready.
 *
 * @throws NotReadyError if it is there, but not ready
 */
export async function createResource(
  session: Session,
  declared: Declared,
  timeoutSeconds: number,
): Promise<{ readonly id: string; readonly state: PlainObject }> {
  const written = await createObject(session, declared.object);
  const failure = await awaitReady(written.live, declared.object, { ...session, timeoutSeconds });
  const live = await liveOr(session, written.live);
  const [id, state] = [idOf(live), stateOf(declared, { ...written, live })];
  if (failure === undefined) return { id, state };
  const message =
    failure.cause === "timeout"
      ? `${describe(live)} was created, but did not become ready in time`
      : `${describe(live)} was created, but the operation was cancelled before it was ready`;
  throw new NotReadyError(message, { id, properties: state, reasons: [message, ...failure.problems] });
}
