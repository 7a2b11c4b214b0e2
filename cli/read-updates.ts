import { EngineReads } from "../rollout/engine-reads";
import type { Update } from "../rollout/update";
import { adoptEnvironment } from "../sandbox/environment";

/**
 * Every update of a stack, the newest first. With `withSecrets`, config values are decrypted.
 * @throws NeverDeployed if the backend does not have the stack
 */
export async function readUpdates(
  directory: string,
  stack: string,
  options?: { withSecrets?: boolean },
): Promise<readonly Update[]> {
  const env = adoptEnvironment(directory) ?? {};
  return new EngineReads({ directory, stack, env }).history(options);
}
