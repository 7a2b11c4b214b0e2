import assert from "node:assert/strict";
import { AppIngress, type AppIngressArgs } from "../../components/app-ingress";
import { KongPlugin } from "../../components/kong-plugin";
import { identity } from "../support/arguments";
import { declare, find, inventory } from "../support/declare";
import { at } from "../support/fields";

const args: AppIngressArgs = {
  identity,
  namespace: "outsrc-dev",
  hosts: ["outsrc.dev", "www.outsrc.dev"],
  routes: [{ path: "/", service: "front", port: 8080 }],
  className: "kong",
  clusterIssuer: "letsencrypt-staging",
  plugins: [],
  awaitSeconds: 300,
};

describe("AppIngress", () => {
  it("declares one Ingress for all hosts, below outsrc:index:AppIngress", async () => {
    const registrations = await declare(() => new AppIngress("outsrc", args));
    assert.deepEqual(inventory(registrations), ["AppIngress outsrc", "Ingress outsrc"]);
    assert.equal(find(registrations, "AppIngress").type, "outsrc:index:AppIngress");
    assert.equal(find(registrations, "Ingress").parent, "pulumi:pulumi:Stack$outsrc:index:AppIngress::outsrc");
  });

  it("keeps the certificate of all hosts in <namespace>-tls", async () => {
    const { inputs } = find(await declare(() => new AppIngress("outsrc", args)), "Ingress");
    assert.deepEqual(at(inputs, "spec", "tls"), [
      { hosts: ["outsrc.dev", "www.outsrc.dev"], secretName: "outsrc-dev-tls" },
    ]);
    assert.equal(at(inputs, "metadata", "annotations", "cert-manager.io/cluster-issuer"), "letsencrypt-staging");
  });

  it("registers the address of each host as its outputs", async () => {
    const { outputs } = find(await declare(() => new AppIngress("outsrc", args)), "AppIngress");
    assert.deepEqual(outputs, { urls: ["https://outsrc.dev", "https://www.outsrc.dev"] });
  });

  it("names no plugin where there is none", async () => {
    const { inputs } = find(await declare(() => new AppIngress("outsrc", args)), "Ingress");
    assert.equal(at(inputs, "metadata", "annotations", "konghq.com/plugins"), undefined);
  });

  it("is made after the plugins whose names it takes, and after what its caller names (TRAP 1)", async () => {
    const registrations = await declare(() => {
      const plugin = new KongPlugin("cors", { identity, namespace: "outsrc-dev", config: {} });
      const before = new KongPlugin("acl", { identity, namespace: "outsrc-dev", config: {} });
      new AppIngress("outsrc", { ...args, plugins: [plugin.pluginName] }, { dependsOn: [before] });
    });
    const { dependencies, inputs } = find(registrations, "Ingress");
    const objects = registrations.filter(({ type }) => type === "kubernetes:configuration.konghq.com/v1:KongPlugin");
    assert.deepEqual([...dependencies].sort(), objects.map(({ urn }) => urn).sort());
    assert.equal(at(inputs, "metadata", "annotations", "konghq.com/plugins"), "cors");
  });
});
