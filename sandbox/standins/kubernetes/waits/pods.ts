import { listOr, textOr, valueAt, type Plain } from "../../protocol/plain";
import { identityOf, type KubeObject } from "../objects";

function containerProblem(pod: string, status: Plain): string[] {
  const name = textOr(valueAt(status, ["name"]));
  const state = valueAt(status, ["state", "waiting"]) ?? valueAt(status, ["state", "terminated"]);
  const reason = textOr(valueAt(state, ["reason"]));
  if (reason === "") return valueAt(status, ["ready"]) === true ? [] : [`pod ${pod}: container ${name} is not ready`];
  const message = textOr(valueAt(state, ["message"]));
  return [`pod ${pod}: container ${name}: ${reason}${message === "" ? "" : `: ${message}`}`];
}

/** What keeps a pod from being ready. */
export function podProblems(pod: KubeObject): string[] {
  const { name } = identityOf(pod);
  const scheduled = listOr(valueAt(pod, ["status", "conditions"])).find(
    (it) => valueAt(it, ["type"]) === "PodScheduled" && valueAt(it, ["status"]) === "False",
  );
  if (scheduled !== undefined) return [`pod ${name}: not scheduled: ${textOr(valueAt(scheduled, ["message"]))}`];
  return listOr(valueAt(pod, ["status", "containerStatuses"])).flatMap((status) => containerProblem(name, status));
}
