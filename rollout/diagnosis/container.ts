import { timesSeen } from "./occurrence";
import { oneLine } from "./one-line";
import { firstInContainers, type Rule } from "./release";

const REASONS: ReadonlySet<string> = new Set([
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);
/** The runtime fails now and then, when a node is busy; the kubelet tries again every 10 to 15 s. */
const ATTEMPTS = 2;
// `container has runAsNonRoot and image will run as root`, `no command specified`
const IMAGE = /\bimage\b|no command/;

/** A container that cannot be made from its image and settings. What is missing has a rule of its own. */
export const containerRefused: Rule = (release) =>
  firstInContainers(release, ({ name, status, events }) => {
    const waiting = status.state?.waiting;
    const message = waiting?.message ?? "";
    if (!REASONS.has(waiting?.reason ?? "") || /not found$|couldn't find key/.test(message)) return undefined;
    const attempts = timesSeen(events.filter((event) => event.reason === "Failed" && event.message?.includes(message)));
    if (attempts < ATTEMPTS) return undefined;
    return {
      kind: "container",
      message: `container ${name} cannot be made: ${oneLine(message)}`,
      blamesImage: IMAGE.test(message),
    };
  });
