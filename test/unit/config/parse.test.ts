import assert from "node:assert/strict";
import { parseConfig } from "../../../config/parse";
import type { ServiceDefinition } from "../../../services";
import { dns, problemsOf, withKeys } from "../../support/refusals";
import { twoServices, validConfig } from "../../support/valid-config";

describe("parseConfig", () => {
  it("accepts a minimal configuration and fills in its defaults", () => {
    const { ingress, services, plugins, requireDigest, protect } = parseConfig(validConfig(), twoServices, "x");
    assert.deepEqual(
      { ingress, services, plugins, requireDigest, protect },
      {
        ingress: { class: "kong", kongNamespace: "kong" },
        services: {},
        plugins: {},
        requireDigest: false,
        protect: false,
      },
    );
  });

  it("accepts a missing digest that the stack looks up", () => {
    assert.deepEqual(problemsOf(withKeys({ requireDigest: true, lookUpDigest: true })), []);
  });

  it("accepts proxied hosts with an ip restriction once Kong trusts Cloudflare (TRAP 7)", () => {
    const proxied = { ...dns, proxied: true, kongTrustsCloudflare: true };
    assert.deepEqual(problemsOf(withKeys({ dns: proxied, ipRestriction: { deny: ["0.0.0.0/0", "::/0"] } })), []);
  });

  it("names the file and the number of problems first", () => {
    assert.throws(() => parseConfig({ ...validConfig(), namespace: 1, protect: 1 }, twoServices, "Pulumi.dev.yaml"), {
      name: "ConfigError",
      message: /^Pulumi\.dev\.yaml has 2 problems, so nothing was declared:\n/,
    });
  });

  it("never prints a secret value", () => {
    const report = problemsOf(
      withKeys({ secrets: { front: { "BAD-NAME": "canary", NUMBER: 1234567 }, back: "canary" } }),
    );
    assert.deepEqual(report, [
      "secrets.front.BAD-NAME: is not the name of an environment variable, got [secret]; write letters, digits and underscores, not starting with a digit",
      'secrets.front.NUMBER: is not a string, got [secret]; write a value such as "…"',
      "secrets.back: is not a map, got [secret]; see docs/config.md",
    ]);
  });
});

/** [what is refused, services.ts, the whole report] */
const serviceRefusals: [string, Record<string, ServiceDefinition>, string[]][] = [
  [
    "two services on one path",
    { front: twoServices["front"]!, back: { ...twoServices["back"]!, path: "/" } },
    ['services.ts.back.path: is the path of front, got "/"; write a path of its own'],
  ],
  [
    "a service name that Kubernetes would refuse",
    { front: twoServices["front"]!, back: twoServices["back"]!, "2nd": { port: 1, probes: { readiness: "/" } } },
    [
      'services.ts.2nd: is a name that Kubernetes refuses for a Service, or one that is taken, got "2nd"; write at most 63 lower-case letters, digits and hyphens, starting with a letter',
    ],
  ],
  [
    "ports, paths, probes and callers that cannot be",
    {
      front: { port: 0, path: "x y", probes: { readiness: "ready" }, callers: ["bck"] },
      back: twoServices["back"]!,
    },
    [
      "services.ts.front.port: is not a port, got 0; write 1 to 65535",
      'services.ts.front.path: is not a URL path prefix, got "x y"; write a path such as "/api"',
      'services.ts.front.probes.readiness: is not a URL path, got "ready"; write a path such as "/ready"',
      'services.ts.front.callers[0]: is no service, got "bck"; did you mean "back"?',
    ],
  ],
  [
    "an application that nothing leads to",
    {
      front: { port: 1, probes: { readiness: "/" } },
      back: { port: 1, probes: { readiness: "/" } },
    },
    [
      'services.ts: has no service with a path, so the ingress would lead nowhere, got ["front","back"]; give one of them a path such as "/"',
    ],
  ],
];

describe("parseConfig on services.ts", () => {
  for (const [what, services, expected] of serviceRefusals)
    it(`rejects ${what}`, () => {
      const images = Object.fromEntries(Object.keys(services).map((name) => [name, `gcr.io/outsrc/${name}:1`]));
      assert.deepEqual(
        problemsOf(withKeys({ images }), services).filter((problem) => !problem.startsWith("images.")),
        expected,
      );
    });
});
