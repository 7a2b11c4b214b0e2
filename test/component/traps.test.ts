import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { AppEnvironment } from "../../components/app-environment";
import { KongPlugin } from "../../components/kong-plugin";
import { WebService } from "../../components/web-service";
import { environmentArgs, identity, webServiceArgs } from "../support/arguments";
import { declare, find } from "../support/declare";
import { at, mapAt, textAt } from "../support/fields";
import { PROJECT, shipped, STACKS } from "../support/stacks";

// Each TRAP is a fact of the team's list about Kong, cert-manager, Cloudflare, GKE or Pulumi. TRAPs 4 and 7 are about
// the configuration (test/unit/config); those that cannot concern the program stand in docs/architecture.md.

const project = (): unknown => parse(readFileSync(join(PROJECT, "Pulumi.yaml"), "utf8"));

const kongPlugin = "kubernetes:configuration.konghq.com/v1:KongPlugin";
const objects = async (stack: (typeof STACKS)[number]) =>
  (await shipped(stack)).registrations.filter(({ type }) => type === kongPlugin);

describe("the program and the traps of its platforms", () => {
  for (const stack of STACKS) {
    it(`makes the plugins of ${stack} before the Ingress, which takes their names from them (TRAP 1)`, async () => {
      const { registrations } = await shipped(stack);
      const { inputs, dependencies } = find(registrations, "Ingress");
      const plugins = await objects(stack);
      assert.equal(
        textAt(inputs, "metadata", "annotations", "konghq.com/plugins"),
        plugins
          .map((plugin) => textAt(plugin.inputs, "metadata", "name"))
          .sort()
          .join(","),
      );
      for (const { urn } of plugins) assert.ok(dependencies.includes(urn), urn);
    });

    it(`makes the DNS records of ${stack} before the Ingress, whose certificate is checked by name (TRAP 1)`, async () => {
      const { registrations } = await shipped(stack);
      const records = registrations.filter(({ kind }) => kind === "DnsRecord");
      assert.ok(records.length > 0);
      for (const { urn } of records) assert.ok(find(registrations, "Ingress").dependencies.includes(urn), urn);
    });

    it(`names each plugin of ${stack} after its type, which no update may change (TRAP 2)`, async () => {
      for (const { inputs, name } of await objects(stack))
        assert.deepEqual([name, inputs["plugin"], at(inputs, "metadata", "name")], [name, name, name]);
    });

    it(`writes the protocols of ${stack} out, and redirects with 308 (TRAP 5)`, async () => {
      const { inputs } = find((await shipped(stack)).registrations, "Ingress");
      const annotations = mapAt(inputs, "metadata", "annotations");
      assert.equal(annotations["konghq.com/protocols"], "https");
      assert.equal(annotations["konghq.com/https-redirect-status-code"], "308");
    });

    it(`points the hosts of ${stack} to a record of another stack, and makes no A record (TRAP 10)`, async () => {
      const records = (await shipped(stack)).registrations.filter(({ kind }) => kind === "DnsRecord");
      for (const { inputs, deleteBeforeReplace } of records) {
        assert.equal(inputs["type"], "CNAME");
        assert.match(
          String(inputs["content"]),
          stack === "prod" ? /^proxy-prod\.outsrc\.dev$/ : /^proxy\.outsrc\.dev$/,
        );
        assert.equal(deleteBeforeReplace, true, "TRAP 9");
      }
    });
  }

  it("gives the name of another plugin to the Ingress with its object, never from a text (TRAP 1)", async () => {
    const registrations = await declare(
      () => new AppEnvironment("outsrc", environmentArgs({ plugins: { cors: {}, "request-termination": {} } })),
    );
    const { dependencies } = find(registrations, "Ingress");
    const plugins = registrations.filter(({ type }) => type === kongPlugin);
    assert.deepEqual(
      plugins.map(({ urn }) => dependencies.includes(urn)),
      [true, true],
    );
  });

  it("waits for no condition of a KongPlugin, since its controller writes none (TRAP 3)", async () => {
    const registrations = await declare(
      () => new KongPlugin("cors", { identity, namespace: "outsrc-dev", config: {} }),
    );
    assert.deepEqual(at(registrations.at(-1)?.inputs, "metadata", "annotations"), { "pulumi.com/patchForce": "true" });
  });

  it("asks Let's Encrypt's staging for dev, which may be rebuilt at will (TRAP 8)", async () => {
    const issuer = async (stack: (typeof STACKS)[number]) =>
      at(
        find((await shipped(stack)).registrations, "Ingress").inputs,
        "metadata",
        "annotations",
        "cert-manager.io/cluster-issuer",
      );
    assert.deepEqual(
      [await issuer("dev"), await issuer("staging"), await issuer("prod")],
      ["letsencrypt-staging", "letsencrypt-production", "letsencrypt-production"],
    );
  });

  it("protects the namespace of prod, which holds its certificate (TRAP 8)", async () => {
    const isProtected = async (stack: (typeof STACKS)[number]) =>
      find((await shipped(stack)).registrations, "Namespace").protect;
    assert.deepEqual(await Promise.all(STACKS.map(isProtected)), [false, false, true]);
  });

  it("lets no default provider read the stack's config (TRAP 12)", () => {
    assert.deepEqual(at(project(), "config", "pulumi:disable-default-providers"), { value: ["*"] });
  });

  it("reaches the cluster of every stack through an exec plugin, not with a token (TRAP 13)", async () => {
    for (const stack of STACKS) {
      const { inputs } = find((await shipped(stack)).registrations, "kubernetes");
      const user = mapAt(JSON.parse(textAt(inputs, "kubeconfig")), "users", 0, "user");
      assert.deepEqual(Object.keys(user), ["exec"]);
    }
  });

  it("begins with the pods that the autoscaler wants at least, and leaves the number to it from then on (TRAP 14)", async () => {
    const autoscaling = { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 };
    const registrations = await declare(() => new WebService("front", webServiceArgs({ replicas: 4, autoscaling })));
    const { inputs, ignoreChanges } = find(registrations, "Deployment");
    assert.equal(at(inputs, "spec", "replicas"), 2);
    assert.deepEqual(ignoreChanges, ["spec.replicas"]);
  });

  it("compares the stack with the cluster at every run, not with its state (TRAP 15)", () => {
    assert.equal(at(project(), "options", "refresh"), "always");
  });
});
