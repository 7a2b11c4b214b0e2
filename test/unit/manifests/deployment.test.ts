import assert from "node:assert/strict";
import {
  awaitSeconds,
  deploymentManifest,
  progressDeadlineSeconds,
  type DeploymentSettings,
} from "../../../manifests/deployment";
import { front, podSettings } from "../../support/arguments";
import { at } from "../../support/fields";

const manifest = (changes: Partial<DeploymentSettings> = {}) =>
  deploymentManifest(front, {
    ...podSettings(),
    namespace: "outsrc-dev",
    replicas: 2,
    maxReplicas: 2,
    changeCause: "front:1.1.0",
    ...changes,
  });

/** [pods at most, seconds to start, seconds that Pulumi waits] */
const waits: [number, number, number][] = [
  [0, 60, 210],
  [1, 60, 210],
  [2, 60, 275],
  [10, 60, 795],
  [1, 300, 450],
  [3, 300, 1060],
];

describe("awaitSeconds", () => {
  for (const [maxReplicas, startupSeconds, expected] of waits)
    it(`is ${expected} for at most ${maxReplicas} pods that start in ${startupSeconds} s`, () => {
      assert.equal(awaitSeconds({ maxReplicas, startupSeconds }), expected);
    });

  it("is above the progress deadline, so that Kubernetes has its say first", () => {
    for (const [maxReplicas, startupSeconds] of waits)
      assert.ok(awaitSeconds({ maxReplicas, startupSeconds }) > progressDeadlineSeconds(startupSeconds));
  });
});

describe("deploymentManifest", () => {
  it("replaces one pod at a time, never serves with fewer than it has, and says when it is stuck", () => {
    const { template, ...spec } = { template: undefined, ...Object(manifest().spec) } as Record<string, unknown>;
    assert.ok(template);
    assert.deepEqual(spec, {
      replicas: 2,
      selector: { matchLabels: { "app.kubernetes.io/name": "front", "app.kubernetes.io/instance": "outsrc-dev" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      minReadySeconds: 5,
      progressDeadlineSeconds: 180,
      revisionHistoryLimit: 10,
    });
  });

  it("tells why it changed, and Pulumi how long to wait", () => {
    assert.deepEqual(at(manifest({ changeCause: "faster search (front:1.1.0)" }), "metadata", "annotations"), {
      "pulumi.com/patchForce": "true",
      "pulumi.com/timeoutSeconds": "275",
      "kubernetes.io/change-cause": "faster search (front:1.1.0)",
    });
  });

  it("keeps no pod at all apart from a number that is not given", () => {
    assert.equal(at(manifest({ replicas: 0 }), "spec", "replicas"), 0);
  });

  it("carries the version in its labels and its pods' labels, and not in its selector", () => {
    const { spec, metadata } = manifest({ tag: "2.0.0+x" });
    for (const labels of [at(metadata, "labels"), at(spec, "template", "metadata", "labels")])
      assert.equal(at(labels, "app.kubernetes.io/version"), "2.0.0-x");
    assert.equal(at(spec, "selector", "matchLabels", "app.kubernetes.io/version"), undefined);
  });
});
