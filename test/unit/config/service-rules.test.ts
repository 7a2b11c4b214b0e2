import assert from "node:assert/strict";
import { formatProblem } from "../../../config/problem";
import { checkServices } from "../../../config/service-rules";
import { services, type ServiceDefinition } from "../../../services";
import { twoServices } from "../../support/valid-config";

const front = twoServices["front"]!;
const withFront = (changes: Partial<ServiceDefinition>) => ({ ...twoServices, front: { ...front, ...changes } });
const pathsOf = (definitions: Record<string, ServiceDefinition>) =>
  checkServices(definitions).map((problem) => formatProblem(problem).split(":")[0]);

/** [what is accepted, services.ts] */
const accepted: [string, Record<string, ServiceDefinition>][] = [
  ["the services of the application", { ...services }],
  ["a service that no path leads to", { front, worker: { port: 1, probes: { readiness: "/" } } }],
  ["a deep path", withFront({ path: "/a/b-c_d.e~f" })],
  ["a service that calls itself", withFront({ callers: ["front"] })],
  ["a liveness path that is written out as none", withFront({ probes: { readiness: "/", liveness: undefined } })],
  ["a start of a minute and a half", withFront({ startupSeconds: 90 })],
];

/** [what is refused, services.ts, where] */
const refusals: [string, Record<string, ServiceDefinition>, string[]][] = [
  ["a path with a slash at its end", withFront({ path: "/a/" }), ["services.ts.front.path"]],
  ["a path with a query", withFront({ path: "/a?b" }), ["services.ts.front.path"]],
  ["a path that climbs, which Kubernetes refuses", withFront({ path: "/a/../b" }), ["services.ts.front.path"]],
  ["a fractional port", withFront({ port: 80.5 }), ["services.ts.front.port"]],
  ["a port above 65535", withFront({ port: 65_536 }), ["services.ts.front.port"]],
  [
    "a liveness path without a slash",
    withFront({ probes: { readiness: "/r", liveness: "l" } }),
    ["services.ts.front.probes.liveness"],
  ],
  ["no time to start", withFront({ startupSeconds: 0 }), ["services.ts.front.startupSeconds"]],
  ["a start of half a second", withFront({ startupSeconds: 0.5 }), ["services.ts.front.startupSeconds"]],
  [
    "a relative directory for config files",
    withFront({ configDirectory: "etc/config" }),
    ["services.ts.front.configDirectory"],
  ],
  [
    "the directory that is already mounted for scratch files",
    withFront({ configDirectory: "/tmp" }),
    ["services.ts.front.configDirectory"],
  ],
  [
    "a caller whose name every JavaScript object knows",
    withFront({ callers: ["constructor"] }),
    ["services.ts.front.callers[0]"],
  ],
  [
    "the name of the keys' entry under secrets",
    { front, "key-auth": { ...front, path: "/k" } },
    ["services.ts.key-auth"],
  ],
  [
    "the name of a policy of the namespace",
    { front, "default-deny": { ...front, path: "/d" } },
    ["services.ts.default-deny"],
  ],
  [
    "the name of the solver's policy",
    { front, "acme-http01-solver": { ...front, path: "/s" } },
    ["services.ts.acme-http01-solver"],
  ],
  [
    "a name that every JavaScript object knows",
    { front, constructor: { ...front, path: "/c" } },
    ["services.ts.constructor"],
  ],
  [
    "the name of the ServiceAccount that every namespace has",
    { front, default: { ...front, path: "/d" } },
    ["services.ts.default"],
  ],
];

describe("checkServices", () => {
  for (const [what, definitions] of accepted)
    it(`accepts ${what}`, () => {
      assert.deepEqual(pathsOf(definitions), []);
    });

  for (const [what, definitions, expected] of refusals)
    it(`rejects ${what}`, () => {
      assert.deepEqual(pathsOf(definitions), expected);
    });
});
