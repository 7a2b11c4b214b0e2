import { isFieldConflict } from "./api-error";
import type { Checkpoint } from "./checkpoint";
import { isManagedByCreator, isUnmanaged, withIgnoredFields } from "./managed-fields";
import { ANNOTATIONS, annotation, identityOf, withoutServerMetadata, type KubeObject } from "./objects";
import type { WrittenObject } from "./create-object";
import { isForced, type Session } from "./session";
import { takenOver } from "./take-over";

/** What to make of an object. */
export interface ObjectUpdate {
  readonly before: Checkpoint;
  readonly declared: KubeObject;
  /** Places whose changes are ignored. */
  readonly ignored: readonly string[];
  readonly dryRun: boolean;
}

/** Fields belong to others; the message names them. */
function conflictError(error: Error, fieldManager: string): Error {
  const remedy = `take the fields back with the annotation ${ANNOTATIONS.patchForce}: "true"`;
  return new Error(`field conflict in the server-side apply of ${fieldManager}: ${error.message}; ${remedy}`, {
    cause: error,
  });
}

/** The manager under which an object is applied: its annotation's, else the one that it always had. */
export function fieldManagerOf(declared: KubeObject, before: Checkpoint): string {
  return annotation(declared, ANNOTATIONS.patchFieldManager) || before.fieldManager;
}

/** Applies what is declared now to an object that is there. */
export async function updateObject(session: Session, update: ObjectUpdate): Promise<WrittenObject> {
  const { cluster, settings } = session;
  const { before, declared, ignored, dryRun } = update;
  const fieldManager = fieldManagerOf(declared, before);
  const identity = { ...identityOf(declared), name: identityOf(before.live).name };
  const live = dryRun ? await cluster.get(identity) : await takenOver(cluster, identity, fieldManager);
  const object = withIgnoredFields(withoutServerMetadata(declared), live, fieldManager, ignored);
  // A dry run comes before the takeover, and would conflict with the request that created the object.
  const force = isForced(declared, settings) || isUnmanaged(live) || (dryRun && isManagedByCreator(live));
  try {
    return { live: await cluster.apply(object, { fieldManager, force, dryRun }), fieldManager };
  } catch (error) {
    throw isFieldConflict(error) ? conflictError(error, fieldManager) : error;
  }
}
