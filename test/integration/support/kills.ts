import { BEGINS, writes, type Moment } from "./moments";

/** One way to kill a rollout. */
export interface Kill extends Moment {
  /** Goes on from "was killed". */
  readonly title: string;
  /**
   * Who ends: the engine and its plugins as well, or `rollout` alone. Then the engine goes on without a program, until it
   * has something to say and nobody listens.
   */
  readonly who: "rollout alone" | "everybody";
}

const kill = (who: Kill["who"], title: string, moment: Moment): Kill => ({ who, title, ...moment });

const update = (request: RegExp, place: Moment["place"]): Moment => ({ phase: "update", request, place });

const AWAITS_PODS = update(/^GET .*\/pods\?.*watch=true/, "asked");

/** Of an update that makes an environment. */
export const FIRST_KILLS: readonly Kill[] = [
  kill("everybody", "when its namespace had been made", update(writes("namespaces"), "answered")),
  kill("everybody", "when its DNS record had been made", update(writes("dns_records"), "answered")),
  kill("everybody", "when its first Deployment had been made", update(writes("deployments"), "answered")),
  kill("rollout alone", "while its first pods were awaited", AWAITS_PODS),
];

/** Of an update that changes everything, and takes a host away. */
export const SHRINKING_KILLS: readonly Kill[] = [
  kill("everybody", "as it began to look ahead", { phase: "look ahead", request: /^GET /, place: "asked" }),
  kill("rollout alone", "as the look ahead ended", {
    phase: "look ahead",
    request: /^PATCH .*\/deployments\/back\b/,
    place: "answered",
  }),
  kill("everybody", "while the engine read what is live", update(/^GET .*\/deployments\/front/, "answered")),
  kill("everybody", "when a DNS record had been changed", update(writes("dns_records"), "answered")),
  kill("everybody", "when a Secret had been made", update(writes("secrets"), "answered")),
  kill("rollout alone", "before a Deployment was changed", update(writes("deployments/back"), "asked")),
  kill("everybody", "when a DNS record had been deleted", update(/^DELETE .*\/dns_records/, "answered")),
  kill("rollout alone", "before it tidied up", {
    phase: "verification",
    request: /^GET .*\/configmaps\?/,
    place: "asked",
  }),
];

/** Of an update that changes everything, and adds a host. */
export const GROWING_KILLS: readonly Kill[] = [
  kill("rollout alone", "while the engine looked ahead", {
    phase: "look ahead",
    request: /^PATCH .*\/deployments\/front\b/,
    place: "asked",
  }),
  kill("everybody", "as the engine began", BEGINS),
  kill("rollout alone", "while the program ran", update(/^GET .*\/zones\?/, "asked")),
  kill("everybody", "when a DNS record had been made", update(/^POST .*\/dns_records/, "answered")),
  kill("rollout alone", "when a ConfigMap had been made", update(writes("configmaps"), "answered")),
  kill("everybody", "when a Deployment had been changed", update(writes("deployments/front"), "answered")),
  kill("rollout alone", "while pods were awaited", AWAITS_PODS),
  kill("everybody", "as it verified what is live", {
    phase: "verification",
    request: /^GET .*\/deployments$/,
    place: "asked",
  }),
];
