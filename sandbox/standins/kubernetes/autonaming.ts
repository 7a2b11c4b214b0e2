import { createHash, randomBytes } from "node:crypto";
import { RolloutError } from "../../../config/errors";
import { textOr, valueAt, withValueAt } from "../protocol/plain";
import { ANNOTATIONS, isAnnotated, type KubeObject } from "./objects";

/** What a name is made from. */
export interface NameSource {
  readonly logicalName: string;
  /** Makes a preview and its update choose the same name; may be empty. */
  readonly seed: Uint8Array;
  /** What the stack's `pulumi:autonaming` says; `undefined` without it. */
  readonly engine?: { readonly disabled: boolean; readonly proposedName: string };
}

function hasName(object: KubeObject): boolean {
  return textOr(valueAt(object, ["metadata", "name"])) !== "";
}

function named(object: KubeObject, name: string): KubeObject {
  const marked = withValueAt(object, ["metadata", "annotations", ANNOTATIONS.autonamed], "true");
  return withValueAt(marked, ["metadata", "name"], name);
}

/** A name of the length and form that the real plugin makes: `<logical name>-<8 hex digits>`. */
function makeName({ logicalName, seed }: NameSource): string {
  const hex = seed.length > 0 ? createHash("sha256").update(seed).digest("hex") : randomBytes(4).toString("hex");
  return `${logicalName}-${hex.slice(0, 8)}`;
}

/** Field manager of a new object; every object has its own. */
export function newFieldManager(): string {
  return `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}

/**
 * Gives an object without a name one: that of its previous version if that was made here too, else a new one. The
 * annotation says that the name may change with a replacement.
 */
export function withName(object: KubeObject, previous: KubeObject | undefined, source: NameSource): KubeObject {
  if (hasName(object)) return object;
  if (previous !== undefined) {
    const name = textOr(valueAt(previous, ["metadata", "name"]));
    return isAnnotated(previous, ANNOTATIONS.autonamed) ? named(object, name) : object;
  }
  if (valueAt(object, ["metadata", "generateName"]) !== undefined)
    throw new RolloutError("metadata.generateName: does not work with server-side apply; leave it out, a name is made");
  const { engine } = source;
  if (engine?.disabled)
    throw new RolloutError("metadata.name: is missing, and pulumi:autonaming is disabled; write a name");
  return named(object, engine?.proposedName || makeName(source));
}
