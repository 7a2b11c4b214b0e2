import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";

/**
 * The project folder that a command works on: `-C`, or the current one.
 * @throws RolloutError if it holds no Pulumi.yaml
 */
export function directoryOf(command: Command): string {
  const { directory } = command.optsWithGlobals<{ directory: string }>();
  const absolute = resolve(directory);
  if (!existsSync(join(absolute, "Pulumi.yaml")))
    throw new RolloutError(`${absolute} holds no Pulumi.yaml; name the project folder with -C`, EXIT.usage);
  return absolute;
}
