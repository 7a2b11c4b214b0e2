import assert from "node:assert/strict";

import type { Pod } from "../../../../sandbox/agent/objects";
import { type KeysOf, podProblems } from "../../../../sandbox/agent/references";

const keysOf: KeysOf = ({ name }) => Promise.resolve(name === "there" ? new Set(["key"]) : undefined);

const pod = (container: object, volumes: object[] = []): Pod => ({
  metadata: { namespace: "shop" },
  spec: { containers: [{ name: "web", ...container }], volumes: volumes as never },
});

describe("what a pod refers to", () => {
  const table: [string, object, string | undefined][] = [
    ["a ConfigMap that is there", { envFrom: [{ configMapRef: { name: "there" } }] }, undefined],
    ["a missing ConfigMap", { envFrom: [{ configMapRef: { name: "gone" } }] }, 'configmap "gone" not found'],
    ["a missing Secret", { envFrom: [{ secretRef: { name: "gone" } }] }, 'secret "gone" not found'],
    ["an optional ConfigMap", { envFrom: [{ configMapRef: { name: "gone", optional: true } }] }, undefined],
    [
      "a missing key",
      { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "there", key: "no" } } }] },
      "couldn't find key no in Secret shop/there",
    ],
    [
      "an existing key",
      { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "there", key: "key" } } }] },
      undefined,
    ],
  ];
  for (const [what, container, problem] of table) {
    it(`judges ${what}`, async () => {
      assert.equal((await podProblems(pod(container), keysOf)).configProblems["web"], problem);
    });
  }

  it("names the volume of a missing Secret", async () => {
    const { volumeProblem } = await podProblems(pod({}, [{ name: "v", secret: { secretName: "gone" } }]), keysOf);
    assert.equal(volumeProblem, 'MountVolume.SetUp failed for volume "v" : secret "gone" not found');
  });

  it("reads projected volumes", async () => {
    const volumes = [{ name: "v", projected: { sources: [{ configMap: { name: "gone" } }] } }];
    const { volumeProblem } = await podProblems(pod({}, volumes), keysOf);
    assert.equal(volumeProblem, 'MountVolume.SetUp failed for volume "v" : configmap "gone" not found');
  });
});
