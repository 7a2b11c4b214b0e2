import { secondsSince } from "./occurrence";
import { oneLine } from "./one-line";
import type { Release, Rule } from "./release";
import { roomIsBeingMade } from "./room";

/** A webhook or a quota's controller may lag behind what the same update has made. */
const PATIENCE_SECONDS = 5;
/** A webhook that does not answer may be restarting. */
const PATIENCE_WITH_FAULTS_SECONDS = 20;

const DEFAULT_GRACE_SECONDS = 30;

/**
 * An ending pod uses the quota for as long as its grace period. Refused pods are tried again at intervals that double, so
 * it may then take as long again as the refusals have lasted.
 */
function quotaSettlesSeconds({ deployment }: Release): number {
  return 2 * (deployment.spec?.template.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS);
}

const REFUSAL = /is forbidden|denied/;

/** What the API server said when the ReplicaSet, or one of its pods, was to be made. */
function refusal({ deployment, replicaSet }: Release): { message: string; since: Date | undefined } | undefined {
  const ofReplicaSet = replicaSet?.status?.conditions?.filter(
    ({ type, status }) => type === "ReplicaFailure" && status === "True",
  );
  const ofDeployment = deployment.status?.conditions?.filter(({ reason }) => reason === "ReplicaSetCreateError");
  return [ofReplicaSet, ofDeployment]
    .flatMap((conditions = []) =>
      conditions.map(({ message = "", lastTransitionTime }) => ({ message, since: lastTransitionTime })),
    )
    .at(0);
}

/** `exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1` */
const QUOTA = /exceeded quota: ([^,]+), (.*)$/;

/** Pods that the API server does not let in: a quota is used up, or an admission rule refuses them. */
export const refusedPods: Rule = (release) => {
  const refused = refusal(release);
  if (!refused) return undefined;
  const lasts = secondsSince(refused.since, release.now);
  const [, quota, amounts = ""] = QUOTA.exec(refused.message) ?? [];
  if (quota !== undefined) {
    if (lasts < PATIENCE_SECONDS || roomIsBeingMade(release, quotaSettlesSeconds(release))) return undefined;
    return { kind: "quota", message: `quota ${quota} is used up: ${oneLine(amounts)}`, blamesImage: false };
  }
  if (lasts < (REFUSAL.test(refused.message) ? PATIENCE_SECONDS : PATIENCE_WITH_FAULTS_SECONDS)) return undefined;
  const why = refused.message.replace(/^pods "[^"]*" is forbidden: /, "");
  return { kind: "admission", message: `its pods are refused: ${oneLine(why)}`, blamesImage: false };
};
