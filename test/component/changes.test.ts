import assert from "node:assert/strict";
import { AppEnvironment, type AppEnvironmentArgs, type EnvironmentService } from "../../components/app-environment";
import { diffStacks } from "../../offline/stack-diff";
import { environmentArgs, serviceArgs } from "../support/arguments";
import { declare } from "../support/declare";

const restricted = { ipRestriction: { allow: ["203.0.113.0/24"], status: 403 } };
const withFront = (changes: Partial<EnvironmentService>): Partial<AppEnvironmentArgs> => ({
  services: { ...environmentArgs().services, front: serviceArgs({ path: "/", ...changes }) },
});
const autoscaling = { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 };

/** [what changes, the environment before, after, what an update does] */
const cases: [string, Partial<AppEnvironmentArgs>, Partial<AppEnvironmentArgs>, string[]][] = [
  ["nothing", restricted, restricted, []],
  [
    "one service's image and release note",
    {},
    withFront({ image: "gcr.io/outsrc/front:1.2.0", tag: "1.2.0", changeCause: "faster (front:1.2.0)" }),
    ["update Deployment front"],
  ],
  [
    "the allow list",
    restricted,
    { ipRestriction: { allow: ["203.0.113.0/24", "198.51.100.17/32"], status: 403 } },
    ["update KongPlugin ip-restriction"],
  ],
  ["an allow list that is taken back", restricted, {}, ["delete KongPlugin ip-restriction", "update Ingress outsrc"]],
  [
    "a further plugin",
    restricted,
    { ...restricted, plugins: { cors: {} } },
    ["update Ingress outsrc", "create KongPlugin cors"],
  ],
  [
    "a config file",
    withFront({ files: { a: "1" } }),
    withFront({ files: { a: "2" } }),
    ["replace ConfigMap front-config (retained)", "update Deployment front"],
  ],
  [
    "config files that are taken away",
    withFront({ files: { a: "1" } }),
    {},
    ["delete ConfigMap front-config (retained)", "update Deployment front"],
  ],
  ["an environment variable", {}, withFront({ env: { LOG_LEVEL: "debug" } }), ["update Deployment front"]],
  ["a second pod", {}, withFront({ replicas: 2 }), ["update Deployment front", "create PodDisruptionBudget front"]],
  [
    "an autoscaler in place of fixed replicas",
    withFront({ replicas: 2 }),
    withFront({ replicas: 2, autoscaling }),
    ["update Deployment front", "create HorizontalPodAutoscaler front"],
  ],
  [
    "the autoscaler's lower bound, which the engine ignores on the Deployment (TRAP 14)",
    withFront({ autoscaling }),
    withFront({ autoscaling: { ...autoscaling, minReplicas: 3 } }),
    ["update HorizontalPodAutoscaler front"],
  ],
  ["a further host", {}, { hosts: ["dev.outsrc.dev", "www.outsrc.dev"] }, ["update Ingress outsrc"]],
  [
    "a service that is gone",
    { services: { ...environmentArgs().services, extra: serviceArgs({ files: { a: "1" } }) } },
    {},
    [
      "delete ConfigMap extra-config (retained)",
      "delete Deployment extra",
      "delete NetworkPolicy extra",
      "delete Service extra",
      "delete ServiceAccount extra",
    ],
  ],
];

const declared = (changes: Partial<AppEnvironmentArgs>) =>
  declare(() => new AppEnvironment("outsrc", environmentArgs(changes)));

const ORDER = ["replace", "delete", "update", "create"];

describe("a change of the environment", () => {
  for (const [what, before, after, expected] of cases)
    it(`touches exactly what it has to: ${what}`, async () => {
      const { changes } = diffStacks(await declared(before), await declared(after));
      const seen = changes.map(({ operation, kind, urn, retained }) => ({
        operation,
        text: `${operation} ${kind} ${urn.split("::").at(-1) ?? ""}${retained ? " (retained)" : ""}`,
      }));
      seen.sort((a, b) => ORDER.indexOf(a.operation) - ORDER.indexOf(b.operation) || a.text.localeCompare(b.text));
      assert.deepEqual(
        seen.map(({ text }) => text),
        expected,
      );
    });
});
