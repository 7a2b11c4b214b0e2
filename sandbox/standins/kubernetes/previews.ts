import { errorMessage } from "../../system-error";
import { withoutValueAt, type PlainObject } from "../protocol/plain";
import { containsUnknown } from "../protocol/property-values";
import { isForbidden } from "./api-error";
import { previewCreate } from "./create-object";
import { stateOf, type Declared } from "./declared";
import { describe } from "./objects";
import type { Session } from "./session";
import { updateObject, type ObjectUpdate } from "./update-object";

/** Whether a dry run can say more than the inputs do. */
async function canDryRun({ cluster }: Session, { object }: Declared): Promise<boolean> {
  return !containsUnknown(object) && (await cluster.knows(object));
}

/** What a create would make; the inputs where only the update can tell. */
export async function previewCreation(session: Session, declared: Declared): Promise<PlainObject> {
  if (!(await canDryRun(session, declared))) return declared.wire;
  const written = await previewCreate(session, declared.object);
  if (written === undefined) return declared.wire;
  // The status of an object that does not exist would be read as one that has none.
  return stateOf(declared, { ...written, live: withoutValueAt(written.live, ["status"]) });
}

/** What an update would make of an object; the inputs where only the update can tell. */
export async function previewUpdate(
  session: Session,
  declared: Declared,
  update: Omit<ObjectUpdate, "declared" | "dryRun">,
): Promise<PlainObject> {
  if (!(await canDryRun(session, declared))) return declared.wire;
  try {
    const written = await updateObject(session, { ...update, declared: declared.object, dryRun: true });
    return stateOf(declared, written);
  } catch (error) {
    if (isForbidden(error)) return declared.wire;
    throw new Error(`${describe(declared.object)} cannot be updated: ${errorMessage(error)}`, { cause: error });
  }
}
