import assert from "node:assert/strict";
import { AppEnvironment, type AppEnvironmentArgs } from "../../components/app-environment";
import { environmentArgs, serviceArgs } from "../support/arguments";
import { declare, find, inventory } from "../support/declare";
import { at } from "../support/fields";

const declared = (changes: Partial<AppEnvironmentArgs> = {}) =>
  declare(() => new AppEnvironment("outsrc", environmentArgs(changes)));

const dns = { zoneId: "zone-1", target: "proxy.outsrc.dev", proxied: false };
const kongPlugin = "kubernetes:configuration.konghq.com/v1:KongPlugin";
const SERVICE = ["Deployment", "NetworkPolicy", "Service", "ServiceAccount", "WebService"];
const BASE = [
  "AppEnvironment outsrc",
  "AppIngress outsrc",
  "Ingress outsrc",
  "Namespace outsrc",
  "NetworkPolicy acme-http01-solver",
  "NetworkPolicy default-deny",
  ...["back", "front"].flatMap((name) => SERVICE.map((kind) => `${kind} ${name}`)),
];

/** [what is asked for, the arguments, what is declared besides the base] */
const inventories: [string, Partial<AppEnvironmentArgs>, string[]][] = [
  ["two services", {}, []],
  [
    "DNS for two hosts",
    { hosts: ["outsrc.dev", "www.outsrc.dev"], dns },
    ["outsrc.dev", "www.outsrc.dev"].flatMap((host) => [`DnsAlias ${host}`, `DnsRecord ${host}`]),
  ],
  [
    "an ip restriction",
    { ipRestriction: { allow: ["203.0.113.0/24"], status: 403 } },
    ["IpRestriction ip-restriction", "KongPlugin ip-restriction", "KongPlugin ip-restriction"],
  ],
  ["another plugin", { plugins: { cors: { origins: ["*"] } } }, ["KongPlugin cors", "KongPlugin cors"]],
  [
    "API keys",
    { plugins: { "key-auth": {} }, apiKeys: { partner: "canary" } },
    [
      "ApiConsumer partner",
      "KongConsumer partner",
      "KongPlugin acl",
      "KongPlugin acl",
      "KongPlugin key-auth",
      "KongPlugin key-auth",
      "Secret partner-group",
      "Secret partner-key",
    ],
  ],
];

describe("AppEnvironment", () => {
  for (const [what, changes, further] of inventories)
    it(`declares what ${what} takes, and no more`, async () => {
      assert.deepEqual(inventory(await declared(changes)), [...BASE, ...further].sort());
    });

  it("is the parent of all components, of the namespace and of its policies", async () => {
    const registrations = await declared({ dns, ipRestriction: { deny: ["10.0.0.0/8"], status: 403 } });
    const children = registrations.filter(
      ({ parent }) => parent === "pulumi:pulumi:Stack$outsrc:index:AppEnvironment::outsrc",
    );
    assert.deepEqual(inventory(children), [
      "AppIngress outsrc",
      "DnsAlias dev.outsrc.dev",
      "IpRestriction ip-restriction",
      "Namespace outsrc",
      "NetworkPolicy acme-http01-solver",
      "NetworkPolicy default-deny",
      "WebService back",
      "WebService front",
    ]);
  });

  it("registers addresses, namespace, images and Deployments as its outputs", async () => {
    assert.deepEqual(find(await declared(), "AppEnvironment").outputs, {
      urls: ["https://dev.outsrc.dev"],
      namespace: "outsrc-dev",
      images: { front: "gcr.io/outsrc/front:1.1.0", back: "gcr.io/outsrc/back:1.1.0" },
      deployments: { front: "front", back: "back" },
    });
  });

  it("makes the namespace before every other Kubernetes object", async () => {
    const registrations = await declared({ plugins: { cors: {} }, apiKeys: { partner: "x" } });
    const namespace = find(registrations, "Namespace");
    const objects = registrations.filter((r) => r.type.startsWith("kubernetes:") && r !== namespace);
    for (const { dependencies, inputs, urn } of objects) {
      assert.ok(dependencies.includes(namespace.urn), urn);
      assert.equal(at(inputs, "metadata", "namespace"), "outsrc-dev", urn);
    }
  });

  it("enforces the restricted standard, and baseline once a service has to run as root", async () => {
    const level = async (allowRoot: boolean) => {
      const security = { allowRoot, writableRootFilesystem: true };
      const registrations = await declared({ services: { front: serviceArgs({ path: "/", security }) } });
      return at(find(registrations, "Namespace").inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce");
    };
    assert.deepEqual([await level(false), await level(true)], ["restricted", "baseline"]);
  });

  it("protects the namespace, and nothing else, where it is told to", async () => {
    const isProtected = async (protect: boolean) =>
      (await declared({ protect })).filter((r) => r.protect).map(({ kind, name }) => `${kind} ${name}`);
    assert.deepEqual([await isProtected(false), await isProtected(true)], [[], ["Namespace outsrc"]]);
  });

  it("routes each path to its service, and leaves a service without a path to the others", async () => {
    const registrations = await declared({
      services: { front: serviceArgs({ path: "/" }), worker: serviceArgs({ port: 7070, callers: ["front"] }) },
    });
    assert.deepEqual(at(find(registrations, "Ingress").inputs, "spec", "rules", 0, "http", "paths"), [
      { path: "/", pathType: "Prefix", backend: { service: { name: "front", port: { number: 8080 } } } },
    ]);
    const peers = (name: string) => at(find(registrations, "NetworkPolicy", name).inputs, "spec", "ingress", 0, "from");
    assert.deepEqual(peers("front"), [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kong" } } },
    ]);
    assert.deepEqual(peers("worker"), [
      {
        podSelector: {
          matchLabels: { "app.kubernetes.io/name": "front", "app.kubernetes.io/instance": "outsrc-dev" },
        },
      },
    ]);
  });

  it("asks for a key and admits the keys of this environment only", async () => {
    const registrations = await declared({ plugins: { "key-auth": { key_names: ["apikey"] } }, apiKeys: { a: "x" } });
    const configs = registrations.filter(({ type }) => type === kongPlugin).map(({ inputs }) => inputs["config"]);
    assert.deepEqual(configs, [{ key_names: ["apikey"] }, { allow: ["outsrc-dev"], hide_groups_header: true }]);
  });

  it("names the IP check before the other plugins", async () => {
    const { inputs } = find(
      await declared({
        ipRestriction: { allow: ["203.0.113.0/24"], status: 403 },
        plugins: { "rate-limiting": { minute: 60 }, cors: {} },
      }),
      "Ingress",
    );
    assert.equal(at(inputs, "metadata", "annotations", "konghq.com/plugins"), "ip-restriction,rate-limiting,cors");
  });

  it("tells every record which environment it belongs to", async () => {
    const { inputs } = find(await declared({ dns: { ...dns, ttl: 300 } }), "DnsRecord");
    assert.equal(inputs["comment"], "outsrc: outsrc-dev");
    assert.equal(inputs["ttl"], 300);
  });
});
