import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { restoreValues } from "../../rollout/stack-file-edit";
import { SECRET, type StackValues } from "../../rollout/update";
import { readYaml } from "../../rollout/yaml-rewrite";
import { anyStack } from "../support/config-arbitrary";

/** Keys with the project's name, values as JSON has them. */
const prefixed = (raw: Record<string, unknown>): StackValues =>
  Object.fromEntries(
    Object.entries(raw).map(([key, value]): [string, unknown] => [`outsrc:${key}`, JSON.parse(JSON.stringify(value))]),
  );

/** Config keys of two stack files, as if one were an earlier revision of the other. */
const revisions = fc
  .record({ file: anyStack, target: anyStack })
  .map(({ file, target }): Record<"file" | "target", StackValues> => ({
    file: { ...prefixed(file.raw), "outsrc:secrets": { front: { A: { secure: "v1:a" } } } },
    target: { ...prefixed(target.raw), "outsrc:secrets": SECRET },
  }));

describe("restoreValues, for any two revisions", () => {
  it("makes the file hold the values of the other, but for cluster and secrets", () => {
    fc.assert(
      fc.property(revisions, ({ file, target }) => {
        const text = stringify({ config: file, encryptionsalt: "v1:salt" });
        const result = restoreValues(text, "outsrc", target, { projectDefaults: {} });
        assert.deepEqual(readYaml(result, "file"), {
          config: { ...target, "outsrc:cluster": file["outsrc:cluster"], "outsrc:secrets": file["outsrc:secrets"] },
          encryptionsalt: "v1:salt",
        });
        // And back again.
        assert.deepEqual(
          readYaml(restoreValues(result, "outsrc", file, { projectDefaults: {} }), "file")["config"],
          file,
        );
      }),
      { numRuns: 200 },
    );
  });

  it("returns the text itself for the values that are there", () => {
    fc.assert(
      fc.property(revisions, ({ file }) => {
        const text = stringify({ config: file });
        assert.equal(restoreValues(text, "outsrc", file, { projectDefaults: {} }), text);
      }),
      { numRuns: 100 },
    );
  });
});
