import Table from "cli-table3";
import type { HostStatus, StackStatus } from "../rollout/status";

const BARE = {
  chars: {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  },
  style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
};

/** `3 h`, `2 d`: how long ago, in the largest whole unit. */
export function age(from: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - from.getTime()) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function certificateText({ certificate }: HostStatus): string {
  if (!certificate) return "none";
  if (!certificate.ready) return "not ready";
  return certificate.notAfter ? `ready until ${certificate.notAfter.toISOString().slice(0, 10)}` : "ready";
}

function verdict({ stack, services, problems }: StackStatus): string[] {
  const unfinished = services.filter(({ done }) => !done).map(({ service }) => service);
  const lines = [
    ...(problems.length > 0 ? ["what is wrong:", ...problems.map((line) => `  ${line}`)] : []),
    ...(unfinished.length > 0 ? [`not finished: ${unfinished.join(", ")}; rollout status ${stack} -w follows`] : []),
  ];
  return lines.length > 0 ? lines : ["all is well"];
}

/** The status as text: the revision, a table of services, a table of hosts, and what is wrong or not finished. */
export function formatStatus(status: StackStatus, now: Date): string {
  const { stack, namespace, revision } = status;
  const services = new Table({ head: ["SERVICE", "READY", "IMAGE", "STATE"], ...BARE });
  for (const { service, ready, wanted, image, state } of status.services)
    services.push([service, `${ready}/${wanted}`, image, state]);
  const hosts = new Table({ head: ["HOST", "DNS", "CERTIFICATE", "PLUGINS"], ...BARE });
  for (const host of status.hosts)
    hosts.push([
      host.host,
      host.dns ? (host.dns.live ?? "no record") : "not ours",
      certificateText(host),
      host.plugins.join(", ") || "none",
    ]);
  const head = revision
    ? `${stack} (namespace ${namespace}): revision ${revision.number}, ${age(revision.at, now)} old: ${revision.cause}`
    : `${stack} (namespace ${namespace}): no revision yet`;
  return [head, "", services.toString(), "", hosts.toString(), "", ...verdict(status)].join("\n");
}
