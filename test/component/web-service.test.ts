import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { WebService, type WebServiceArgs } from "../../components/web-service";
import { MASK } from "../../offline/mask-secrets";
import { webServiceArgs } from "../support/arguments";
import { declare, find, inventory } from "../support/declare";
import { at } from "../support/fields";

const declared = (changes: Partial<WebServiceArgs> = {}) =>
  declare(() => new WebService("front", webServiceArgs(changes)));

const BASE = ["Deployment front", "NetworkPolicy front", "Service front", "ServiceAccount front", "WebService front"];
const autoscaling = { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 };
const files = { "app.yaml": "theme: light\n" };

/** [what is asked for, the arguments, what is declared besides the base] */
const inventories: [string, Partial<WebServiceArgs>, string[]][] = [
  ["nothing special", {}, []],
  ["no pods", { replicas: 0 }, []],
  ["2 pods", { replicas: 2 }, ["PodDisruptionBudget front"]],
  ["an autoscaler from 2 pods", { autoscaling }, ["HorizontalPodAutoscaler front", "PodDisruptionBudget front"]],
  ["an autoscaler from 1 pod", { autoscaling: { ...autoscaling, minReplicas: 1 } }, ["HorizontalPodAutoscaler front"]],
  [
    "an autoscaler from 1 pod, whatever the replicas",
    { replicas: 3, autoscaling: { ...autoscaling, minReplicas: 1 } },
    ["HorizontalPodAutoscaler front"],
  ],
  ["config files", { files }, ["ConfigMap front-config"]],
  ["secret variables", { secrets: { TOKEN: "x" } }, ["Secret front-secrets"]],
];

describe("WebService", () => {
  for (const [what, changes, further] of inventories)
    it(`declares what ${what} takes, and no more`, async () => {
      assert.deepEqual(inventory(await declared(changes)), [...BASE, ...further].sort());
    });

  it("has the type outsrc:index:WebService, and is the parent of everything", async () => {
    const [component, ...children] = await declared({ files, secrets: { TOKEN: "x" }, autoscaling });
    assert.equal(component?.type, "outsrc:index:WebService");
    assert.deepEqual(
      [...new Set(children.map(({ parent }) => parent))],
      ["pulumi:pulumi:Stack$outsrc:index:WebService::front"],
    );
  });

  it("puts every object into the namespace", async () => {
    const objects = (await declared({ files, secrets: { TOKEN: "x" }, autoscaling })).filter(({ custom }) => custom);
    assert.equal(objects.length, 8);
    for (const { inputs } of objects) assert.equal(at(inputs, "metadata", "namespace"), "outsrc-dev");
  });

  it("registers the Deployment's name and the image as its outputs", async () => {
    assert.deepEqual(find(await declared(), "WebService").outputs, {
      deploymentName: "front",
      image: "gcr.io/outsrc/front:1.1.0",
    });
  });

  it("fixes the number of pods without an autoscaler, and ignores nothing", async () => {
    const { inputs, ignoreChanges } = find(await declared({ replicas: 0 }), "Deployment");
    assert.equal(at(inputs, "spec", "replicas"), 0);
    assert.deepEqual(ignoreChanges, []);
  });

  it("waits longer for a Deployment of more pods, but not for the first endpoint of the Service", async () => {
    for (const [changes, seconds] of [
      [{ replicas: 1 }, "210"],
      [{ replicas: 3 }, "340"],
      [{ autoscaling }, "535"],
    ] as const) {
      const registrations = await declared(changes);
      const wait = (kind: string) =>
        at(find(registrations, kind).inputs, "metadata", "annotations", "pulumi.com/timeoutSeconds");
      assert.deepEqual([wait("Deployment"), wait("Service")], [seconds, "210"]);
    }
  });

  it("makes the account, the config and the Secret before the Deployment that names them", async () => {
    const registrations = await declared({ files, secrets: { TOKEN: "x" } });
    const { dependencies, inputs } = find(registrations, "Deployment");
    assert.deepEqual(
      [...dependencies].sort(),
      ["ConfigMap", "Secret", "ServiceAccount"].map((kind) => find(registrations, kind).urn).sort(),
    );
    const pod = at(inputs, "spec", "template", "spec");
    assert.equal(at(pod, "serviceAccountName"), "front");
    assert.equal(
      at(pod, "volumes", 1, "configMap", "name"),
      at(find(registrations, "ConfigMap").inputs, "metadata", "name"),
    );
    assert.equal(at(pod, "containers", 0, "envFrom", 0, "secretRef", "name"), "front-secrets");
  });

  it("leaves old config and Secrets in the cluster, for the ReplicaSets that were made with them", async () => {
    const registrations = await declared({ files, secrets: { TOKEN: "x" }, autoscaling });
    const retained = registrations.filter(({ retainOnDelete }) => retainOnDelete).map(({ kind }) => kind);
    assert.deepEqual(retained.sort(), ["ConfigMap", "Secret"]);
    for (const kind of retained) assert.equal(at(find(registrations, kind).inputs, "immutable"), true);
  });

  it("takes fields back from others, but never overwrites a foreign ConfigMap or Secret", async () => {
    for (const { custom, kind, inputs } of await declared({ files, secrets: { TOKEN: "x" }, autoscaling }))
      if (custom)
        assert.equal(
          at(inputs, "metadata", "annotations", "pulumi.com/patchForce"),
          ["ConfigMap", "Secret"].includes(kind) ? undefined : "true",
          kind,
        );
  });

  it("names the Secret by nothing, so that other values are another object", async () => {
    const { inputs } = find(await declared({ secrets: { TOKEN: pulumi.secret("canary") } }), "Secret");
    assert.equal(at(inputs, "metadata", "name"), undefined);
    assert.deepEqual(inputs["stringData"], { TOKEN: MASK });
  });

  it("lets nobody in where neither Kong nor a service calls", async () => {
    assert.equal(at(find(await declared(), "NetworkPolicy").inputs, "spec", "ingress"), undefined);
    const open = find(await declared({ kongNamespace: "kong", callers: ["back"] }), "NetworkPolicy");
    assert.deepEqual(at(open.inputs, "spec", "ingress", 0, "ports"), [{ port: 8080, protocol: "TCP" }]);
  });

  it("opts out of what the service asks it to", async () => {
    const security = { allowRoot: true, writableRootFilesystem: true };
    const pod = at(find(await declared({ security }), "Deployment").inputs, "spec", "template", "spec");
    assert.deepEqual(at(pod, "securityContext"), { seccompProfile: { type: "RuntimeDefault" } });
    assert.equal(at(pod, "containers", 0, "securityContext", "readOnlyRootFilesystem"), false);
  });
});
