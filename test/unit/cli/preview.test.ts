import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewCommand } from "../../../cli/preview";
import { withRepository, type Repository } from "../../support/git-repository";
import { runVerb } from "../../support/run-verb";
import { PROJECT } from "../../support/stacks";

const INDEX = `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
export = () => {
  const [name, label] = [new pulumi.Config().require("name"), "first"];
  new k8s.core.v1.ServiceAccount("account", { metadata: { name, namespace: "ns", labels: { label } } });
};
`;

const FILES = {
  ".gitignore": "node_modules\n",
  "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n",
  "Pulumi.dev.yaml": "config:\n  outsrc:name: a\n",
  "index.ts": INDEX,
};

function withProject(use: (repository: Repository) => Promise<void>): Promise<void> {
  return withRepository(FILES, (repository) => {
    symlinkSync(join(PROJECT, "node_modules"), join(repository.directory, "node_modules"));
    return use(repository);
  });
}

const preview = async (directory: string, ...args: string[]) =>
  (await runVerb(previewCommand, directory, ...args)).results.join("\n");

describe("rollout preview --offline", () => {
  it("says that nothing differs", () =>
    withProject(async ({ directory }) => {
      assert.equal(await preview(directory, "dev", "--offline"), "dev against HEAD: no changes, 1 unchanged");
    }));

  it("compares the stack file with that of the commit", () =>
    withProject(async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.dev.yaml"), "config:\n  outsrc:name: b\n");
      assert.equal(
        await preview(directory, "dev", "--offline"),
        "dev against HEAD: 1 to replace, 0 unchanged\n  +- replace ServiceAccount ns/a\n       metadata.name: a → b",
      );
    }));

  it("compares the program with that of the commit", () =>
    withProject(async ({ directory, commit }) => {
      writeFileSync(join(directory, "index.ts"), INDEX.replace('"first"', '"second"'));
      commit("second");
      assert.equal(await preview(directory, "dev", "--offline"), "dev against HEAD: no changes, 1 unchanged");
      assert.equal(
        await preview(directory, "dev", "--offline", "--base", "HEAD~1"),
        "dev against HEAD~1: 1 to update, 0 unchanged\n" +
          "  ~  update ServiceAccount ns/a\n       metadata.labels.label: first → second",
      );
    }));

  it("takes a stack that the commit does not have for new", () =>
    withProject(async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.prod.yaml"), FILES["Pulumi.dev.yaml"]);
      assert.equal(
        await preview(directory, "prod", "--offline"),
        "prod against HEAD: 1 to create, 0 unchanged\n  +  create ServiceAccount ns/a",
      );
    }));

  it("prints everything as JSON", () =>
    withProject(async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.dev.yaml"), "config:\n  outsrc:name: b\n");
      assert.deepEqual(JSON.parse(await preview(directory, "dev", "--offline", "--json")), {
        stack: "dev",
        base: "HEAD",
        changes: [
          {
            operation: "replace",
            kind: "ServiceAccount",
            name: "a",
            namespace: "ns",
            urn: "urn:pulumi:dev::outsrc::pulumi:pulumi:Stack$kubernetes:core/v1:ServiceAccount::account",
            fields: [{ path: "metadata.name", before: "a", after: "b" }],
            retained: false,
            protected: false,
          },
        ],
        unchanged: 0,
      });
    }));

  it("rejects a stack without a file, and a commit that there is not", () =>
    withProject(async ({ directory }) => {
      await assert.rejects(preview(directory, "prod", "--offline"), { name: "ConfigError" });
      await assert.rejects(preview(directory, "dev", "--offline", "--base", "v9"), {
        name: "RolloutError",
        exitCode: 2,
      });
    }));
});
