import { errorMessage } from "../../system-error";
import { NotReadyError } from "../protocol/failures";
import { listOr, valueAt, type PlainObject } from "../protocol/plain";
import { toState, type Checkpoint } from "./checkpoint";
import { isGone } from "./cluster";
import { ANNOTATIONS, annotation, describe, identityOf, idOf, type Identity, type KubeObject } from "./objects";
import type { Session } from "./session";
import { awaitDeleted, skipsDeletionWait } from "./waits/await-deleted";
import { timeoutMs } from "./waits/await-ready";

const PROPAGATIONS: Readonly<Record<string, string>> = { orphan: "Orphan", background: "Background" };

function propagationOf(inputs: KubeObject): string {
  return PROPAGATIONS[annotation(inputs, ANNOTATIONS.deletionPropagation).toLowerCase()] ?? "Foreground";
}

async function lookFor({ cluster }: Session, identity: Identity): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(identity);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * Deletes an object and all that it owns, and waits until it is gone. One that is gone already is fine.
 *
 * @param wire - the declared inputs as they came, to know what of them is secret
 * @throws NotReadyError if it is not gone in time
 */
export async function deleteResource(
  session: Session,
  before: Checkpoint,
  wire: PlainObject,
  timeoutSeconds: number,
): Promise<void> {
  const { live, inputs } = before;
  const identity = identityOf(live);
  try {
    await session.cluster.delete(identity, propagationOf(inputs));
  } catch (error) {
    if (isGone(error)) return;
    throw new Error(`${describe(live)} was not deleted: ${errorMessage(error)}`, { cause: error });
  }
  if (skipsDeletionWait(inputs)) return;
  const left = await awaitDeleted({
    look: () => lookFor(session, identity),
    timeoutMs: timeoutMs(inputs, timeoutSeconds),
    cancelled: session.cancelled,
  });
  if (left === undefined) return;
  const finalizers = listOr(valueAt(left, ["metadata", "finalizers"])).map(String);
  throw new NotReadyError(`${describe(live)} is being deleted, but is not gone in time`, {
    id: idOf(live),
    properties: toState({ ...before, live: left }, wire),
    reasons: finalizers.length > 0 ? [`finalizers keep it: ${finalizers.join(", ")}`] : ["it is still there"],
  });
}
