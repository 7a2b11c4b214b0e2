import { exitsOf } from "./exits";
import { firstInContainers, type Rule } from "./release";

/** One kill can be chance, a busy node's; the same again at the next start is the container's need. */
const KILLS = 2;

/** A container that needs more memory than it may have. */
export const outOfMemory: Rule = (release) =>
  firstInContainers(release, (container) => {
    const exits = exitsOf(container);
    if (exits?.last.reason !== "OOMKilled" || exits.count < KILLS) return undefined;
    const limit = container.spec?.resources?.limits?.["memory"];
    const allowed = limit === undefined ? "the node had none left" : `its limit is ${limit}`;
    return {
      kind: "oom",
      message: `container ${container.name} ran out of memory ${exits.count} times; ${allowed}`,
      blamesImage: true,
    };
  });
