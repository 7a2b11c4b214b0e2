import { oneLine } from "./one-line";
import type { Release, Rule } from "./release";

/** What a pod says of itself, for causes that no other rule knows. */
function lastWord({ pods }: Release): string {
  for (const { pod, containers, events } of pods) {
    if (pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")) continue;
    const waiting = containers.map(({ status }) => status.state?.waiting).find((state) => state !== undefined);
    const warning = events.findLast(({ type }) => type === "Warning");
    const said = [waiting?.message, warning?.message, waiting?.reason].find((text) => text !== undefined);
    if (said !== undefined) return `: ${oneLine(said)}`;
  }
  return "";
}

/**
 * No progress for as long as the Deployment allows. A rollout that has just begun may still carry the condition of the
 * one before it; its message names the ReplicaSet that it is about.
 */
export const deadlineExceeded: Rule = (release) => {
  const { deployment, replicaSet } = release;
  const condition = deployment.status?.conditions?.find(({ type }) => type === "Progressing");
  if (condition?.reason !== "ProgressDeadlineExceeded") return undefined;
  const about = `"${replicaSet?.metadata?.name ?? deployment.metadata?.name ?? ""}"`;
  if (condition.message?.includes(about) !== true) return undefined;
  const seconds = deployment.spec?.progressDeadlineSeconds ?? 600;
  return { kind: "deadline", message: `no progress for ${seconds} s${lastWord(release)}`, blamesImage: false };
};
