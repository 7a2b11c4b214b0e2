import { isOutdated } from "./api-error";
import type { Cluster } from "./cluster";
import { takeover } from "./managed-fields";
import type { Identity, KubeObject } from "./objects";

/** A controller that writes the status may be faster than we are, but not again and again. */
const ATTEMPTS = 5;

/**
 * Reads an object, and hands to `fieldManager` what its predecessors manage of it.
 * @throws ApiError if the object is not there, or changes each time before it can be handed over
 */
export async function takenOver(
  cluster: Pick<Cluster, "get" | "setManagedFields">,
  identity: Identity,
  fieldManager: string,
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    const live = await cluster.get(identity);
    const entries = takeover(live, fieldManager);
    if (entries === undefined) return live;
    try {
      return await cluster.setManagedFields(live, entries);
    } catch (error) {
      if (attempt === ATTEMPTS || !isOutdated(error)) throw error;
    }
  }
}
