import { statfsSync } from "node:fs";

import { RolloutError } from "../config/errors";

/** etcd sets aside 128 MiB for its log before it answers, and the logs of all components come on top. */
const NEEDED_MIB = 256;

/**
 * Refuses a disk that is too full to start anything on: the components would die of it one after the other, each with a
 * message of its own.
 *
 * @throws RolloutError when less than `neededMiB` are free where `directory` lies
 */
export function requireSpace(directory: string, neededMiB = NEEDED_MIB): void {
  const { bavail, bsize } = statfsSync(directory);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMiB >= neededMiB) return;
  throw new RolloutError(
    `${directory}: the disk is full (${freeMiB} MiB are free, the sandbox needs ${neededMiB}); free about 1 GB and run the same command again`,
  );
}
