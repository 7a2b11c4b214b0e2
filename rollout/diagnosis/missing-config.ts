import type { CoreV1Event } from "@kubernetes/client-node";
import { occurrenceOf } from "./occurrence";
import { firstInContainers, type Release, type ReleasePod, type Rule } from "./release";
import type { Finding } from "./cause";

/** A ConfigMap of the same update may come a moment after the pod; the kubelet has to miss it once more after this. */
const PATIENCE_SECONDS = 5;

const KINDS = {
  configmap: { kind: "missing-config", object: "ConfigMap" },
  secret: { kind: "missing-secret", object: "Secret" },
} as const;

const isKind = (word: string): word is keyof typeof KINDS => word in KINDS;

/** What the kubelet misses, from its words for a whole object and for a key of one. */
function missing(text: string): Omit<Finding, "pod" | "container"> | undefined {
  const [, kind = "", name = ""] = /\b(configmap|secret) "([^"]+)" not found/i.exec(text) ?? [];
  const [, key = "", keyKind = "", owner = ""] =
    /find key (\S+) in (configmap|secret) \S*?([^/\s]+)$/i.exec(text) ?? [];
  const word = (kind || keyKind).toLowerCase();
  if (!isKind(word)) return undefined;
  const { kind: causeKind, object } = KINDS[word];
  return {
    kind: causeKind,
    message: kind === "" ? `${object} ${owner} lacks the key ${key}` : `${object} ${name} is missing`,
    blamesImage: false,
  };
}

function persists(event: CoreV1Event): boolean {
  const { first, last } = occurrenceOf(event);
  return last.getTime() - first.getTime() >= PATIENCE_SECONDS * 1000;
}

const inEnvironment: Rule = (release) =>
  firstInContainers(release, ({ status, events }) => {
    const waiting = status.state?.waiting;
    if (waiting?.reason !== "CreateContainerConfigError") return undefined;
    const message = waiting.message ?? "";
    const reported = events.some((event) => event.message?.includes(message) && persists(event));
    return reported ? missing(message) : undefined;
  });

/** Pulling comes after mounting: a pod that got so far has its volumes, whatever older events say. */
const isMounted = ({ events }: ReleasePod): boolean =>
  events.some(({ reason }) => reason === "Pulling" || reason === "Pulled");

function inVolumes({ pods }: Release): Finding | undefined {
  for (const pod of pods.filter((candidate) => !isMounted(candidate))) {
    const event = pod.events.findLast((candidate) => candidate.reason === "FailedMount" && persists(candidate));
    const found = missing(event?.message ?? "");
    if (found) return { ...found, pod: pod.name };
  }
  return undefined;
}

/** A ConfigMap or Secret, or a key of one, that a pod cannot start without. */
export const missingConfig: Rule = (release) => inEnvironment(release) ?? inVolumes(release);
