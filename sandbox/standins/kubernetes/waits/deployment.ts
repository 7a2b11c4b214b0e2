import { listOr, objectOr, textOr, valueAt, type Plain, type PlainObject } from "../../protocol/plain";
import { annotation, type KubeObject } from "../objects";
import { readyUnless, type Readiness } from "./readiness";

const REVISION = "deployment.kubernetes.io/revision";

/** What a Deployment's readiness is read from. */
export interface DeploymentView {
  readonly deployment: KubeObject | undefined;
  /** All ReplicaSets of the namespace. */
  readonly replicaSets: Iterable<KubeObject>;
  /** The generation that was written; what is older says nothing. */
  readonly generation: number;
}

function numberAt(root: Plain | undefined, ...path: string[]): number {
  const value = valueAt(root, path);
  return typeof value === "number" ? value : 0;
}

function condition(deployment: KubeObject, type: string): PlainObject {
  const conditions = listOr(valueAt(deployment, ["status", "conditions"]));
  return objectOr(conditions.find((item) => valueAt(item, ["type"]) === type));
}

/** Whether one object is owned by another. */
export function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = valueAt(owner, ["metadata", "uid"]);
  return listOr(valueAt(object, ["metadata", "ownerReferences"])).some((it) => valueAt(it, ["uid"]) === uid);
}

/** The ReplicaSet of the Deployment's current revision. */
export function currentReplicaSet(deployment: KubeObject, replicaSets: Iterable<KubeObject>): KubeObject | undefined {
  const revision = annotation(deployment, REVISION);
  if (revision === "") return undefined;
  return [...replicaSets].find((it) => annotation(it, REVISION) === revision && isOwnedBy(it, deployment));
}

function conditionProblems(deployment: KubeObject): string[] {
  const available = condition(deployment, "Available");
  const progressing = condition(deployment, "Progressing");
  const rolledOut = progressing["status"] === "True" && progressing["reason"] === "NewReplicaSetAvailable";
  // A first rollout has nothing to replace.
  const first = annotation(deployment, REVISION) === "1";
  return [available["status"] === "True" ? undefined : available, first || rolledOut ? undefined : progressing].flatMap(
    (it) => {
      if (it === undefined) return [];
      const text = textOr(it["message"]) || "the rollout has not begun";
      return [it["reason"] === undefined ? text : `${textOr(it["reason"])}: ${text}`];
    },
  );
}

/** Whether a rollout has ended well: the Deployment is available, and every pod of its newest ReplicaSet is ready. */
export function deploymentReadiness({ deployment, replicaSets, generation }: DeploymentView): Readiness {
  if (deployment === undefined || numberAt(deployment, "status", "observedGeneration") < generation)
    return readyUnless(["the Deployment has not been noticed by its controller"]);
  const replicaSet = currentReplicaSet(deployment, replicaSets);
  if (replicaSet === undefined)
    return readyUnless(["there is no ReplicaSet of the newest revision", ...conditionProblems(deployment)]);
  const wanted = numberAt(replicaSet, "spec", "replicas");
  const ready = numberAt(replicaSet, "status", "readyReplicas");
  const missing = ready < wanted ? [`${ready} of ${wanted} pods of the newest revision are ready`] : [];
  return readyUnless([...missing, ...conditionProblems(deployment)]);
}
