import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { withValueAt } from "../protocol/plain";
import { isAlreadyExists, isForbidden, isImmutableField, isNamespaceMissing, isNotFound } from "./api-error";
import { newFieldManager } from "./autonaming";
import { UnknownKindError } from "./cluster";
import { ANNOTATIONS, annotation, describe, identityOf, type KubeObject } from "./objects";
import { isForced, type Session } from "./session";

/** An object that was written, and the manager of its fields. */
export interface WrittenObject {
  readonly live: KubeObject;
  readonly fieldManager: string;
}

/** The namespace or the CRD may be on its way: it is waited for, 15 s in all. */
const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 7500];

async function write({ cluster, settings }: Session, object: KubeObject, fieldManager: string, dryRun: boolean) {
  if (!settings.upsertExistingObjects) return cluster.create(object, dryRun);
  // A preview cannot know who will manage what by then.
  return cluster.apply(object, { fieldManager, force: dryRun || isForced(object, settings), dryRun });
}

/** The preview of an object that will take the place of one which can never become it. */
async function previewReplacement(session: Session, object: KubeObject, fieldManager: string): Promise<KubeObject> {
  const { name } = identityOf(object);
  const stranger = withValueAt(object, ["metadata", "name"], `${name}-${randomBytes(3).toString("hex")}`);
  return withValueAt(await write(session, stranger, fieldManager, true), ["metadata", "name"], name);
}

/** What creating the object would make of it; `undefined` if only the update can tell. */
export async function previewCreate(session: Session, object: KubeObject): Promise<WrittenObject | undefined> {
  const fieldManager = annotation(object, ANNOTATIONS.patchFieldManager) || newFieldManager();
  try {
    return { live: await write(session, object, fieldManager, true), fieldManager };
  } catch (error) {
    if (isImmutableField(error)) return { live: await previewReplacement(session, object, fieldManager), fieldManager };
    if (isNamespaceMissing(error) || isAlreadyExists(error) || isForbidden(error)) return undefined;
    throw notCreated(object, error);
  }
}

function notCreated(object: KubeObject, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = isAlreadyExists(error)
    ? "; import it, rename it, or set upsertExistingObjects on the provider to take it over"
    : "";
  return new Error(`${describe(object)} was not created: ${reason}${hint}`, { cause: error });
}

/** Creates the object, or takes it over where the provider may. */
export async function createObject(session: Session, object: KubeObject): Promise<WrittenObject> {
  const fieldManager = annotation(object, ANNOTATIONS.patchFieldManager) || newFieldManager();
  for (const pause of [...RETRY_AFTER_MS, undefined]) {
    try {
      return { live: await write(session, object, fieldManager, false), fieldManager };
    } catch (error) {
      const mayPass = isNotFound(error) || error instanceof UnknownKindError;
      if (!mayPass || pause === undefined || session.cancelled.aborted) throw notCreated(object, error);
      await sleep(pause);
    }
  }
  throw new Error(`${describe(object)} was not created`);
}
