import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { find } from "../support/declare";
import { assertGolden } from "../support/golden";
import { PROJECT, shipped, STACKS } from "../support/stacks";

/** [kind, logical name] of the objects that are kept whole, by stack. */
const kept: Record<(typeof STACKS)[number], [string, string][]> = {
  dev: [
    ["Deployment", "front"],
    ["Ingress", "outsrc"],
  ],
  staging: [
    ["Deployment", "front"],
    ["Ingress", "outsrc"],
  ],
  prod: [
    ["Deployment", "front"],
    ["Ingress", "outsrc"],
    ["HorizontalPodAutoscaler", "front"],
    ["PodDisruptionBudget", "front"],
  ],
};

const fileName = (kind: string, name: string) => `${kind.toLowerCase()}-${name}.yaml`;

for (const stack of STACKS)
  describe(`golden files of ${stack}`, () => {
    for (const [kind, name] of kept[stack])
      it(`${kind} ${name} is as it was reviewed`, async () => {
        const { inputs } = find((await shipped(stack)).registrations, kind, name);
        assertGolden(`${stack}/${fileName(kind, name)}`, inputs);
      });

    it("are all compared with something", () => {
      const files = readdirSync(join(PROJECT, "test/golden", stack)).sort();
      assert.deepEqual(files, kept[stack].map(([kind, name]) => fileName(kind, name)).sort());
    });
  });
