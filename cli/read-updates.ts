import { EXIT, RolloutError } from "../config/errors";
import { findStack } from "../rollout/engine";
import type { Update } from "../rollout/update";
import { adoptEnvironment } from "../sandbox/environment";

/**
 * Every update of a stack, the newest first. With `withSecrets`, config values are decrypted.
 * @throws RolloutError if the backend does not have the stack
 */
export async function readUpdates(
  directory: string,
  stack: string,
  options?: { withSecrets?: boolean },
): Promise<readonly Update[]> {
  const env = adoptEnvironment(directory) ?? {};
  const engine = await findStack({ directory, stack, program: () => ({}), env });
  if (!engine)
    throw new RolloutError(`${stack} was never deployed to this backend; run rollout up ${stack}`, EXIT.usage);
  return engine.history(options);
}
