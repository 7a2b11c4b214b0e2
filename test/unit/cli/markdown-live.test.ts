import assert from "node:assert/strict";
import { pullRequestPreview, redactPreview } from "../../../cli/markdown-live";
import { maskedSecrets } from "../../../cli/secret-changes";
import { diffConfigs } from "../../../rollout/config-diff";
import type { Plan } from "../../../rollout/plan";
import { historyOf } from "../../../rollout/revisions";
import { parseState } from "../../../rollout/stack-state";
import type { Step } from "../../../rollout/steps";
import { SECRET, type StackValues } from "../../../rollout/update";
import type { Mismatch } from "../../../rollout/verify";
import { updates, type Told } from "../../support/updates";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SERVICE = "kubernetes:core/v1:Service";

const step = (changes: Partial<Step> & Pick<Step, "type" | "name">): Step => ({
  operation: "update",
  urn: changes.name,
  fields: ["a"],
  changes: [],
  object: { name: changes.name, namespace: "ns" },
  ...changes,
});

const STATE = parseState({
  resources: [
    { urn: "stack", type: "pulumi:pulumi:Stack" },
    { urn: "component", type: "outsrc:index:WebService" },
    { urn: "config", type: CONFIG_MAP, retainOnDelete: true },
    { urn: "one", type: SERVICE },
    { urn: "two", type: SERVICE, protect: true },
    { urn: "dns", type: "cloudflare:index/dnsRecord:DnsRecord" },
  ],
});

function previewOf(
  steps: readonly Step[],
  told: Told[] = [{}],
  values?: StackValues,
  secrets?: [unknown, unknown],
  mismatches?: readonly Mismatch[],
) {
  const known = updates(...told);
  const wanted = values ?? known[0]?.config ?? {};
  const plan: Plan = {
    stack: "dev",
    config: diffConfigs({}, {}, "outsrc"),
    steps,
    wouldBe: steps.length > 0 ? 7 : undefined,
    undoTo: 6,
    connection: undefined,
    values: wanted,
  };
  return pullRequestPreview(plan, {
    project: "outsrc",
    history: historyOf(known, "outsrc"),
    state: STATE,
    secrets: secrets && maskedSecrets(...secrets),
    mismatches,
  });
}

describe("what a reviewer reads of a plan", () => {
  it("is every object that would change, with what the state knows of it", () => {
    const steps = [
      step({ type: SERVICE, name: "one", changes: [{ path: "spec.a", before: 1, after: 2 }] }),
      step({ type: "outsrc:index:WebService", name: "component", operation: "delete" }),
      step({ type: SERVICE, name: "two", operation: "delete" }),
      step({ type: CONFIG_MAP, name: "config", operation: "replace" }),
    ];
    const { changes, unchanged, revision, against } = previewOf(steps);
    assert.deepEqual(
      changes.map(({ operation, kind, name, namespace, fields, ...kept }) => [
        [operation, kind, name, namespace],
        [kept.retained, kept.protected],
        fields,
      ]),
      [
        [["replace", "ConfigMap", "config", "ns"], [true, false], []],
        [["delete", "Service", "two", "ns"], [false, true], []],
        [["update", "Service", "one", "ns"], [false, false], [{ path: "spec.a", before: 1, after: 2 }]],
      ],
    );
    assert.equal(unchanged, 1);
    assert.deepEqual(revision, { number: 7, undoTo: 6 });
    assert.deepEqual(against, { mode: "engine" });
  });

  it("has no number where nothing would change", () => {
    const { revision, changes, unchanged } = previewOf([]);
    assert.deepEqual([revision, changes, unchanged], [undefined, [], 4]);
  });

  it("tells what the cluster runs otherwise than a stack without changes says", () => {
    const preview = previewOf([], undefined, undefined, undefined, [
      { service: "front", message: "front: Deployment front has canary, wanted front:1" },
    ]);
    const redacted = redactPreview(preview, (text) => text.replaceAll("canary", "[secret]"));
    assert.deepEqual(redacted.mismatches, ["front: Deployment front has [secret], wanted front:1"]);
    assert.deepEqual(previewOf([]).mismatches, []);
  });

  it("counts deletes as the history does, in which a component is a resource, too", () => {
    const steps = [
      step({ type: "outsrc:index:WebService", name: "component", operation: "delete" }),
      step({ type: SERVICE, name: "one", operation: "delete" }),
      step({ type: CONFIG_MAP, name: "config", operation: "delete-replaced" }),
    ];
    const deletes = (n: number, front: string) => ({ front, resourceChanges: { delete: n, update: 1 } });
    assert.deepEqual(previewOf(steps, [deletes(2, "1.0.0"), deletes(1, "1.1.0")]).deletes, {
      now: 2,
      most: 2,
      revisions: 2,
    });
  });

  it("looks back on twenty revisions, and on no update that failed", () => {
    const many = Array.from({ length: 21 }, (_, i) => ({
      front: `1.${i}.0`,
      resourceChanges: { delete: i === 0 ? 9 : 1 },
    }));
    const failed: Told = { result: "failed", resourceChanges: { delete: 8 } };
    assert.deepEqual(previewOf([], [...many, failed]).deletes, { now: 0, most: 1, revisions: 20 });
  });

  it("compares the config with that of the newest revision, without the engine's own keys", () => {
    const [first] = updates({});
    const { config } = previewOf([], [{}, { result: "failed", front: "9.9.9" }], {
      ...first!.config,
      "outsrc:hosts": ["dev.outsrc.dev"],
      "pulumi:disable-default-providers": ["*"],
    });
    assert.deepEqual(config, {
      hosts: { before: undefined, after: ["dev.outsrc.dev"] },
      allow: undefined,
      deny: undefined,
      images: [],
      keys: [],
    });
  });

  it("names the secrets that change, where they can be compared", () => {
    const told = [{ config: { "outsrc:secrets": SECRET } }];
    const secrets: [unknown, unknown] = [{ front: { A: "1", B: "2" } }, { front: { A: "1", B: "3" } }];
    assert.deepEqual(previewOf([], told, undefined, secrets).config.keys, [
      { path: "secrets.front.B", before: "[secret 1]", after: "[secret 2]" },
    ]);
    assert.deepEqual(previewOf([], told).config.keys, []);
  });

  it("holds no secret that somebody wrote where everybody can read it", () => {
    const steps = [
      step({ type: SERVICE, name: "one", changes: [{ path: "a", before: { b: ["x canary"] }, after: "canary" }] }),
    ];
    const preview = previewOf(steps, undefined, { "outsrc:note": "canary", "outsrc:soak": 1 });
    const redacted = redactPreview(preview, (text) => text.replaceAll("canary", "[secret]"));
    assert.deepEqual(redacted.changes[0]?.fields, [{ path: "a", before: { b: ["x [secret]"] }, after: "[secret]" }]);
    assert.doesNotMatch(JSON.stringify(redacted), /canary/);
  });
});
