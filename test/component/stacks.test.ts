import assert from "node:assert/strict";
import { find, inventory, type Registration } from "../support/declare";
import { at } from "../support/fields";
import { shipped, STACKS } from "../support/stacks";

const SERVICE = ["Deployment", "NetworkPolicy", "Service", "ServiceAccount", "WebService"];
const BASE = [
  "AppEnvironment outsrc",
  "AppIngress outsrc",
  "ConfigMap back-config",
  "Ingress outsrc",
  "Namespace outsrc",
  "NetworkPolicy acme-http01-solver",
  "NetworkPolicy default-deny",
  "cloudflare cloudflare",
  "gcp gcp",
  "kubernetes cluster",
  ...["back", "front"].flatMap((name) => SERVICE.map((kind) => `${kind} ${name}`)),
];
const RESTRICTION = ["IpRestriction ip-restriction", "KongPlugin ip-restriction", "KongPlugin ip-restriction"];
const scaled = (...kinds: string[]) => ["back", "front"].flatMap((name) => kinds.map((kind) => `${kind} ${name}`));

/** What each stack declares besides the base. */
const inventories: Record<(typeof STACKS)[number], string[]> = {
  dev: ["DnsAlias dev.outsrc.dev", "DnsRecord dev.outsrc.dev", ...RESTRICTION],
  staging: [
    "DnsAlias staging.outsrc.dev",
    "DnsRecord staging.outsrc.dev",
    ...RESTRICTION,
    ...scaled("PodDisruptionBudget"),
  ],
  prod: [
    ...["outsrc.dev", "www.outsrc.dev"].flatMap((host) => [`DnsAlias ${host}`, `DnsRecord ${host}`]),
    ...["rate-limiting", "request-size-limiting"].flatMap((type) => [`KongPlugin ${type}`, `KongPlugin ${type}`]),
    ...scaled("HorizontalPodAutoscaler", "PodDisruptionBudget"),
  ],
};

const isKubernetes = ({ type }: Registration) => type.startsWith("kubernetes:");

/** Kind, namespace and name of each object in the cluster. */
const addresses = (registrations: readonly Registration[]) =>
  registrations
    .filter(isKubernetes)
    .map(
      ({ kind, inputs: { metadata } }) =>
        `${kind} ${String(at(metadata, "namespace"))}/${String(at(metadata, "name"))}`,
    );

for (const stack of STACKS)
  describe(`stack ${stack}`, () => {
    it("declares exactly this", async () => {
      assert.deepEqual(inventory((await shipped(stack)).registrations), [...BASE, ...inventories[stack]].sort());
    });

    it("gives components tokens of three parts with the class's name", async () => {
      const components = (await shipped(stack)).registrations.filter(({ custom }) => !custom);
      const classes = [...new Set(components.map(({ type }) => type))].sort();
      const all = ["AppEnvironment", "AppIngress", "DnsAlias", "IpRestriction", "KongPlugin", "WebService"];
      assert.deepEqual(
        classes,
        all.filter((name) => stack !== "prod" || name !== "IpRestriction").map((name) => `outsrc:index:${name}`),
      );
    });

    it("leaves every managed resource to an explicit provider", async () => {
      for (const { custom, type, provider, urn } of (await shipped(stack)).registrations) {
        if (!custom || type.startsWith("pulumi:providers:")) continue;
        assert.equal(provider, type.startsWith("kubernetes:") ? "cluster" : "cloudflare", urn);
      }
    });

    it("makes the Ingress after its plugins, its DNS records and its namespace, and after nothing else", async () => {
      const { registrations } = await shipped(stack);
      const before = registrations.filter(
        ({ custom, kind }) => custom && ["KongPlugin", "DnsRecord", "Namespace"].includes(kind),
      );
      assert.deepEqual([...find(registrations, "Ingress").dependencies].sort(), before.map(({ urn }) => urn).sort());
    });

    it("registers the outputs of every component", async () => {
      for (const { custom, urn, outputs } of (await shipped(stack)).registrations)
        assert.equal(outputs !== undefined, !custom, urn);
    });

    it("returns what other tools need, without a naming convention", async () => {
      const { outputs, registrations } = await shipped(stack);
      const image = (name: string) =>
        at(find(registrations, "Deployment", name).inputs, "spec", "template", "spec", "containers", 0, "image");
      const hosts = {
        dev: ["dev.outsrc.dev"],
        staging: ["staging.outsrc.dev"],
        prod: ["outsrc.dev", "www.outsrc.dev"],
      };
      assert.deepEqual(outputs, {
        urls: hosts[stack].map((host) => `https://${host}`),
        namespace: { dev: "outsrc-dev", staging: "outsrc-staging", prod: "outsrc" }[stack],
        images: { front: image("front"), back: image("back") },
        deployments: { front: "front", back: "back" },
      });
    });
  });

describe("all stacks together", () => {
  it("share no object, so that they could live in one cluster", async () => {
    const all = (await Promise.all(STACKS.map(shipped))).flatMap(({ registrations }) => addresses(registrations));
    assert.equal(new Set(all).size, all.length);
  });

  it("share no host and no record", async () => {
    const names = (await Promise.all(STACKS.map(shipped)))
      .flatMap(({ registrations }) => registrations.filter(({ kind }) => kind === "DnsRecord"))
      .map(({ inputs }) => inputs["name"]);
    assert.deepEqual(names, ["dev.outsrc.dev", "staging.outsrc.dev", "outsrc.dev", "www.outsrc.dev"]);
  });

  it("select no pods of each other", async () => {
    const selectors = (await Promise.all(STACKS.map(shipped))).flatMap(({ registrations }) =>
      registrations
        .filter(({ kind }) => kind === "Deployment")
        .map(({ inputs }) => JSON.stringify(at(inputs, "spec", "selector", "matchLabels"))),
    );
    assert.equal(new Set(selectors).size, 2 * STACKS.length);
  });
});
