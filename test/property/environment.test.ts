import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import type { StackConfig } from "../../config/schema";
import { inCreationOrder } from "../../offline/creation-order";
import { renderYaml } from "../../offline/render";
import { accepted, anyStack, CANARY, declareStack, type Declared } from "../support/config-arbitrary";
import { find, type Registration } from "../support/declare";
import { at, listAt, mapAt, textAt } from "../support/fields";

// Every property below sees the same stacks, so that each is declared once. A failure prints the seed.
const RUN = { seed: Date.now(), numRuns: 50, interruptAfterTimeLimit: 240_000 };

const declarations = new Map<string, Promise<Registration[]>>();

function declaredOnce(config: StackConfig, stack: Declared): Promise<Registration[]> {
  const key = JSON.stringify(stack);
  const found = declarations.get(key) ?? declareStack(config, stack.services);
  declarations.set(key, found);
  return found;
}

/** Checks something about whatever a valid configuration declares. */
function always(check: (registrations: Registration[], config: StackConfig) => void | Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyStack, async (stack) => {
      const config = accepted(stack);
      fc.pre(config !== undefined);
      await check(await declaredOnce(config, stack), config);
    }),
    RUN,
  );
}

const objectsOf = (registrations: readonly Registration[]) =>
  registrations.filter(({ type }) => type.startsWith("kubernetes:"));
const ofKind = (registrations: readonly Registration[], kind: string) =>
  objectsOf(registrations).filter((registration) => registration.kind === kind);
const nameOf = ({ inputs, name }: Registration) => {
  const given = at(inputs, "metadata", "name");
  return typeof given === "string" ? given : name;
};
const namesOf = (registrations: readonly Registration[], kind: string) => ofKind(registrations, kind).map(nameOf);
const podOf = ({ inputs }: Registration) => mapAt(inputs, "spec", "template", "spec");

const isSubset = (part: object, whole: object) =>
  Object.entries(part).every(([key, value]) => Reflect.get(whole, key) === value);

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
// What the control plane puts into every namespace.
const TAKEN = ["ServiceAccount default", "ConfigMap kube-root-ca.crt"];

describe("any valid configuration", function () {
  this.timeout(300_000);

  it("gives every object a valid name that nothing else of its kind has", () =>
    always((registrations, { namespace }) => {
      const seen = new Set(TAKEN);
      for (const object of objectsOf(registrations)) {
        const name = nameOf(object);
        assert.match(name, object.kind === "Service" ? SERVICE : SUBDOMAIN);
        assert.ok(name.length <= 253);
        const address = `${object.kind} ${name}`;
        assert.ok(!seen.has(address), `${address} is there twice`);
        seen.add(address);
        assert.equal(at(object.inputs, "metadata", "namespace"), object.kind === "Namespace" ? undefined : namespace);
      }
    }));

  it("labels everything with values that Kubernetes takes", () =>
    always((registrations) => {
      for (const { inputs } of objectsOf(registrations))
        for (const labels of [at(inputs, "metadata", "labels"), at(inputs, "spec", "template", "metadata", "labels")])
          for (const value of Object.values(Object(labels) as object)) assert.match(String(value), LABEL_VALUE);
    }));

  it("selects the pods of exactly the service that is meant", () =>
    always((registrations) => {
      const pods = ofKind(registrations, "Deployment").map((deployment) => ({
        name: nameOf(deployment),
        labels: mapAt(deployment.inputs, "spec", "template", "metadata", "labels"),
      }));
      const selected = (selector: object) => pods.filter(({ labels }) => isSubset(selector, labels)).map((p) => p.name);
      const selectors: [string, PropertyKey[]][] = [
        ["Deployment", ["spec", "selector", "matchLabels"]],
        ["Service", ["spec", "selector"]],
        ["PodDisruptionBudget", ["spec", "selector", "matchLabels"]],
      ];
      for (const [kind, path] of selectors)
        for (const object of ofKind(registrations, kind))
          assert.deepEqual(selected(mapAt(object.inputs, ...path)), [nameOf(object)]);
    }));

  it("leads every path to a Service, and every Service to a Deployment with that port", () =>
    always((registrations) => {
      const rules = listAt(find(registrations, "Ingress").inputs, "spec", "rules");
      for (const path of rules.flatMap((rule) => listAt(rule, "http", "paths"))) {
        const service = find(registrations, "Service", textAt(path, "backend", "service", "name"));
        const ports = listAt(service.inputs, "spec", "ports").map((port) => at(port, "port"));
        assert.deepEqual(ports, [at(path, "backend", "service", "port", "number")]);
      }
      for (const service of ofKind(registrations, "Service")) {
        const [port] = listAt(service.inputs, "spec", "ports");
        const pod = podOf(find(registrations, "Deployment", nameOf(service)));
        assert.deepEqual(listAt(pod, "containers", 0, "ports"), [
          { name: at(port, "targetPort"), containerPort: at(port, "port"), protocol: "TCP" },
        ]);
      }
    }));

  it("refers to nothing that is missing", () =>
    always((registrations) => {
      const references: { kind: string; name: unknown }[] = [
        ...ofKind(registrations, "Deployment").flatMap((deployment) => {
          const pod = podOf(deployment);
          return [
            { kind: "ServiceAccount", name: at(pod, "serviceAccountName") },
            ...listAt(pod, "volumes").map((volume) => ({ kind: "ConfigMap", name: at(volume, "configMap", "name") })),
            { kind: "Secret", name: at(pod, "containers", 0, "envFrom", 0, "secretRef", "name") },
          ];
        }),
        ...ofKind(registrations, "HorizontalPodAutoscaler").map(({ inputs }) => ({
          kind: "Deployment",
          name: at(inputs, "spec", "scaleTargetRef", "name"),
        })),
        ...ofKind(registrations, "KongConsumer").flatMap(({ inputs }) =>
          listAt(inputs, "credentials").map((name) => ({ kind: "Secret", name })),
        ),
      ];
      for (const { kind, name } of references)
        if (typeof name === "string") assert.ok(namesOf(registrations, kind).includes(name), `${kind} ${name}`);
    }));

  it("names exactly the plugins that there are, and makes them before the Ingress (TRAP 1)", () =>
    always((registrations) => {
      const { inputs, dependencies } = find(registrations, "Ingress");
      const annotation = at(inputs, "metadata", "annotations", "konghq.com/plugins");
      const named = typeof annotation === "string" ? annotation.split(",") : [];
      assert.deepEqual([...named].sort(), namesOf(registrations, "KongPlugin").sort());
      for (const { urn } of ofKind(registrations, "KongPlugin")) assert.ok(dependencies.includes(urn));
    }));

  it("mounts nothing twice, and has no pod that is not probed", () =>
    always((registrations) => {
      for (const deployment of ofKind(registrations, "Deployment")) {
        const container = mapAt(podOf(deployment), "containers", 0);
        const paths = listAt(container, "volumeMounts").map((mount) => at(mount, "mountPath"));
        assert.equal(new Set(paths).size, paths.length);
        assert.ok(Number(at(container, "startupProbe", "failureThreshold")) >= 1);
        assert.ok(at(container, "readinessProbe") !== undefined);
      }
    }));

  it("gives no secret value away", () =>
    always((registrations) => {
      assert.doesNotMatch(JSON.stringify(registrations), new RegExp(CANARY));
      assert.doesNotMatch(renderYaml(registrations), new RegExp(CANARY));
    }));

  it("renders to what it declares, read as kubectl reads it", () =>
    always((registrations) => {
      const objects = objectsOf(inCreationOrder(registrations) as Registration[]).filter(
        ({ kind }) => kind !== "Secret",
      );
      const documents = parseAllDocuments(renderYaml(objects), { version: "1.1" });
      assert.deepEqual(
        [...documents].map((document): unknown => document.toJS()),
        objects.map(({ inputs }) => inputs),
      );
    }));

  it("renders to the same bytes every time", () =>
    fc.assert(
      fc.asyncProperty(anyStack, async (stack) => {
        const config = accepted(stack);
        fc.pre(config !== undefined);
        const once = renderYaml(inCreationOrder(await declaredOnce(config, stack)));
        const again = renderYaml(inCreationOrder(await declareStack(accepted(stack)!, stack.services)));
        assert.equal(again, once);
      }),
      { ...RUN, numRuns: 15 },
    ));
});
