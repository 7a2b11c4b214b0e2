import { exitsOf } from "./exits";
import { tellingLine } from "./one-line";
import { firstInContainers, type Rule } from "./release";

/** A start may fail once or twice because a dependency starts at the same time; the kubelet itself waits from the second. */
const CRASHES = 3;

/** A container that ends again and again. */
export const crashLoop: Rule = (release) =>
  firstInContainers(release, (container) => {
    const exits = exitsOf(container);
    if (!exits || exits.count < CRASHES) return undefined;
    const { exitCode, signal, message } = exits.last;
    const said = tellingLine(message);
    const how = signal === undefined || signal === 0 ? `exit code ${exitCode}` : `signal ${signal}`;
    const what =
      exitCode === 0
        ? `ended ${exits.count} times with exit code 0, but has to keep running`
        : `crashed ${exits.count} times, ${how}${said === undefined ? "" : `: ${said}`}`;
    return { kind: "crash", message: `container ${container.name} ${what}`, blamesImage: true };
  });
