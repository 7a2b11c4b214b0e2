import { EXIT, RolloutError } from "../config/errors";
import { badAmong, badImages, describeBad } from "./bad-images";
import type { Plan } from "./plan";
import type { Session } from "./session";
import { imagesOf } from "./stack-values";
import type { Update } from "./update";

/**
 * A review that refuses a release with an image that was taken back before, as a pipeline that is run again would bring it.
 *
 * @param forced - why that is right all the same; nothing is refused then
 * @throws RolloutError from the review, naming the revision and its cause
 */
export function refuseBadImages({ project, stack }: Session, forced: string | undefined) {
  return ({ values }: Plan, updates: readonly Update[]): void => {
    if (forced !== undefined) return;
    const bad = badAmong(imagesOf(values, project), badImages(updates, project));
    if (bad.length === 0) return;
    throw new RolloutError(
      [
        ...bad.map((one) => `${stack}: ${describeBad(one)}`),
        'deploy another image, or overrule this with --force --reason "why it is right now"',
      ].join("\n"),
      EXIT.failed,
    );
  };
}
