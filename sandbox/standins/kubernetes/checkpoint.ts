import { objectOr, textOr, withoutValueAt, type PlainObject } from "../protocol/plain";
import { asSecret, markSecrets } from "../protocol/property-values";
import { isSecretObject, type KubeObject } from "./objects";

/** What the engine's state holds about an object. */
export interface Checkpoint {
  /** The object as declared. */
  readonly inputs: KubeObject;
  /** The object as the cluster last had it. */
  readonly live: KubeObject;
  /** Under which name its fields are managed. */
  readonly fieldManager: string;
}

// The keys are those of the real plugin, so that either plugin reads the state that the other one wrote.
const INPUTS = "__inputs";
const FIELD_MANAGER = "__fieldManager";
const API_VERSION = "__initialApiVersion";

/** An object in which is secret what is declared as secret, and all data of a Secret. */
export function withSecrets(object: KubeObject, declared: PlainObject): PlainObject {
  const marked = markSecrets(object, declared);
  if (!isSecretObject(object)) return marked;
  const { data, stringData } = marked;
  return {
    ...marked,
    ...(data === undefined ? {} : { data: asSecret(data) }),
    ...(stringData === undefined ? {} : { stringData: asSecret(stringData) }),
  };
}

/** The outputs that the engine stores. `declared` says what of them is secret. */
export function toState({ inputs, live, fieldManager }: Checkpoint, declared: PlainObject): PlainObject {
  return {
    ...withSecrets(live, declared),
    [INPUTS]: withSecrets(inputs, declared),
    [API_VERSION]: textOr(inputs["apiVersion"]),
    [FIELD_MANAGER]: fieldManager,
  };
}

/** Reads bare outputs back. */
export function fromState(state: PlainObject): Checkpoint {
  return {
    inputs: objectOr(state[INPUTS]),
    live: [INPUTS, FIELD_MANAGER, API_VERSION].reduce((rest, key) => withoutValueAt(rest, [key]), state),
    fieldManager: textOr(state[FIELD_MANAGER]),
  };
}
