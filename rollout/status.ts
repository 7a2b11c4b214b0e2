import type { LiveCertificate, LiveIngress } from "./cluster-hosts";
import { parseMessage } from "./change-cause";
import type { Cause } from "./diagnosis/cause";
import { diagnose } from "./diagnosis/diagnose";
import { releaseOf } from "./diagnosis/release";
import type { Snapshot } from "./diagnosis/snapshot";
import type { DnsTarget } from "./dns";
import { progressOf } from "./progress";
import { historyOf, isRevision } from "./revisions";
import type { DeployedOutputs } from "./stack-state";
import type { Update } from "./update";
import { verifyLive } from "./verify";

/** Everything that a status is told from, read at one moment. */
export interface Observed {
  readonly stack: string;
  /** The whole history, newest first. */
  readonly updates: readonly Update[];
  /** Name of the Pulumi project, which prefixes the keys of its config. */
  readonly project: string;
  readonly outputs: DeployedOutputs;
  readonly snapshot: Snapshot;
  readonly ingresses: readonly LiveIngress[];
  readonly certificates: readonly LiveCertificate[];
  readonly records: readonly DnsTarget[];
}

/** How one service is. */
export interface ServiceStatus {
  readonly service: string;
  readonly image: string;
  readonly ready: number;
  readonly wanted: number;
  /** What it waits for, or that all is well. */
  readonly state: string;
  /** Why it cannot become ready. */
  readonly cause: Cause | undefined;
  /** Whether nothing more is to be waited for. */
  readonly done: boolean;
}

/** How one host is. */
export interface HostStatus {
  readonly host: string;
  /** Where its record leads; `undefined` where the stack declares none. */
  readonly dns: DnsTarget | undefined;
  /** `undefined` where there is no Certificate for it. */
  readonly certificate: LiveCertificate | undefined;
  /** Kong plugins that are attached to its Ingress. */
  readonly plugins: readonly string[];
}

/** How an environment is. */
export interface StackStatus {
  readonly stack: string;
  readonly namespace: string;
  /** The newest revision. */
  readonly revision: { readonly number: number; readonly cause: string; readonly at: Date } | undefined;
  readonly services: readonly ServiceStatus[];
  readonly hosts: readonly HostStatus[];
  /** What is wrong, one line each; empty if nothing is, though a service may not be done yet. */
  readonly problems: readonly string[];
}

const WARN_BEFORE_EXPIRY_DAYS = 14;
const DAY_MS = 86_400_000;

function serviceStatuses({ outputs, snapshot }: Observed): ServiceStatus[] {
  const now = snapshot.takenAt;
  return Object.entries(outputs.deployments).map(([service, deployment]) => {
    const { ready, wanted, state } = progressOf(snapshot, deployment, now);
    const verdict = diagnose(snapshot, deployment, now);
    // What was deployed and is gone does not come back by waiting.
    const done = verdict.done || releaseOf(snapshot, deployment, now) === undefined;
    return { service, image: outputs.images[service] ?? "", ready, wanted, state, cause: verdict.cause, done };
  });
}

function hostStatuses({ outputs, ingresses, certificates, records }: Observed): HostStatus[] {
  return outputs.urls.map((url) => {
    const { host } = new URL(url);
    const ingress = ingresses.find(({ hosts }) => hosts.includes(host));
    return {
      host,
      dns: records.find((record) => record.host === host),
      certificate: certificates.find(
        ({ secretName, hosts }) => hosts.includes(host) && (ingress?.tlsSecretNames.includes(secretName) ?? true),
      ),
      plugins: ingress?.plugins ?? [],
    };
  });
}

function hostProblems({ host, dns, certificate }: HostStatus, now: Date): string[] {
  const expiry = certificate?.notAfter;
  const expires = expiry && (expiry.getTime() - now.getTime()) / DAY_MS < WARN_BEFORE_EXPIRY_DAYS;
  return [
    ...(dns && dns.live !== dns.wanted
      ? [`${host}: its DNS record leads to ${dns.live ?? "nowhere"}, not to ${dns.wanted}`]
      : []),
    ...(certificate && !certificate.ready
      ? [`${host}: its certificate is not ready: ${certificate.message ?? "cert-manager gives no reason"}`]
      : []),
    ...(expires ? [`${host}: its certificate ends at ${expiry.toISOString()} and was not renewed`] : []),
  ];
}

function historyProblems(stack: string, updates: readonly Update[]): string[] {
  const last = updates.find(({ kind }) => kind === "update");
  if (!last || last.result === "succeeded") return [];
  const what = last.result === "in-progress" ? "is running, or was killed" : "failed or was stopped half way";
  const next = `rollout up ${stack} goes on, rollout undo ${stack} goes back`;
  return [`${stack}: the last update ${what} (${parseMessage(last.message).cause}); ${next}`];
}

/** What a person wants to know of an environment. */
export function statusOf(observed: Observed): StackStatus {
  const { stack, updates, project, outputs, snapshot } = observed;
  const revision = historyOf(updates, project).findLast(isRevision);
  const services = serviceStatuses(observed);
  const hosts = hostStatuses(observed);
  const causes = services.flatMap(({ cause }) => cause ?? []);
  // A service that is still rolling out is no mismatch yet.
  const settled = new Set(services.filter(({ done, cause }) => done && !cause).map(({ service }) => service));
  return {
    stack,
    namespace: outputs.namespace,
    revision: revision && { number: revision.number, cause: revision.cause, at: revision.update.startedAt },
    services,
    hosts,
    problems: [
      ...causes.map(({ message }) => message),
      ...verifyLive(snapshot, outputs)
        .filter(({ service }) => settled.has(service))
        .map(({ message }) => message),
      ...hosts.flatMap((host) => hostProblems(host, snapshot.takenAt)),
      ...historyProblems(stack, updates),
    ],
  };
}
