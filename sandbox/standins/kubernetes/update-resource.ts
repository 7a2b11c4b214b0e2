import { errorMessage } from "../../system-error";
import { NotReadyError } from "../protocol/failures";
import type { PlainObject } from "../protocol/plain";
import { liveOr } from "./create-resource";
import { stateOf, type Declared } from "./declared";
import { describe, identityOf, idOf, type KubeObject } from "./objects";
import type { Session } from "./session";
import { fieldManagerOf, updateObject, type ObjectUpdate } from "./update-object";
import { awaitReady } from "./waits/await-ready";

type Before = Omit<ObjectUpdate, "declared" | "dryRun">;

/** What the engine is told of an update that failed. */
async function failure(
  session: Session,
  declared: Declared,
  { before }: Before,
  message: string,
  problems: readonly string[],
): Promise<Error> {
  // After a cancellation the engine keeps the state that it had, as with the real plugin: the next refresh finds the truth.
  if (session.cancelled.aborted) return new Error(`${message}; the operation was cancelled`);
  const live = await session.cluster.get(identityOf(before.live)).catch(() => undefined);
  if (live === undefined) return new Error(message);
  const properties = stateOf(declared, { live, fieldManager: fieldManagerOf(declared.object, before) });
  return new NotReadyError(message, { id: idOf(live), properties, reasons: [message, ...problems] });
}

/**
 * Updates a resource and waits until it is ready again.
 *
 * @throws NotReadyError if it could not be written, or is written, but not ready; the new inputs are then in the state, and
 * the next update tries again
 */
export async function updateResource(
  session: Session,
  declared: Declared,
  before: Before,
  timeoutSeconds: number,
): Promise<PlainObject> {
  let live: KubeObject;
  let fieldManager: string;
  try {
    ({ live, fieldManager } = await updateObject(session, { ...before, declared: declared.object, dryRun: false }));
  } catch (error) {
    const message = `${describe(declared.object)} was not updated: ${errorMessage(error)}`;
    throw await failure(session, declared, before, message, []);
  }
  const unready = await awaitReady(live, declared.object, { ...session, timeoutSeconds });
  if (unready) {
    const message = `${describe(live)} was updated, but did not become ready in time`;
    throw await failure(session, declared, before, message, unready.problems);
  }
  return stateOf(declared, { live: await liveOr(session, live), fieldManager });
}
