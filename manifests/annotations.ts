/** Annotations by key. */
export type Annotations = Record<string, string>;

/**
 * Makes Pulumi take back fields that somebody else has set with server-side apply: after `kubectl set image` or
 * `kubectl rollout undo` an update would otherwise fail with a field conflict. The stack is the source of truth.
 * Never on ConfigMaps and Secrets: there it would overwrite a foreign object of the same name without a word.
 */
export const PATCH_FORCE: Annotations = { "pulumi.com/patchForce": "true" };

/** How long Pulumi waits for the object, in whole seconds. Its default is 600. */
export function awaitTimeout(seconds: number): Annotations {
  return { "pulumi.com/timeoutSeconds": String(seconds) };
}
