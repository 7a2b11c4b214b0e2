import type { PlainObject } from "../protocol/plain";
import { toState } from "./checkpoint";
import type { WrittenObject } from "./create-object";
import type { KubeObject } from "./objects";

/** The inputs of a resource: bare, to work with, and as they came, to know what of them is secret. */
export interface Declared {
  readonly object: KubeObject;
  readonly wire: PlainObject;
}

/** The outputs of a resource that was written as declared. */
export function stateOf(declared: Declared, { live, fieldManager }: WrittenObject): PlainObject {
  return toState({ inputs: declared.object, live, fieldManager }, declared.wire);
}
