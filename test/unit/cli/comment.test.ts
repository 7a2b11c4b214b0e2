import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Io } from "../../../cli/io";
import { commentCommand } from "../../../cli/comment";
import { withRepository, type Repository } from "../../support/git-repository";
import { runVerb } from "../../support/run-verb";
import { PROJECT } from "../../support/stacks";

const INDEX = `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
export = () => {
  const name = new pulumi.Config().require("name");
  if (name === "bad") throw new RunError("name: is bad");
  new k8s.core.v1.ServiceAccount("account", { metadata: { name, namespace: "ns" } });
};
`;

const FILES = {
  ".gitignore": "node_modules\n",
  "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n",
  "Pulumi.dev.yaml": "config:\n  outsrc:name: a\n",
  "Pulumi.prod.yaml": "config:\n  outsrc:name: a\n",
  "index.ts": INDEX,
};

function withProject(use: (repository: Repository) => Promise<void>): Promise<void> {
  return withRepository(FILES, (repository) => {
    symlinkSync(join(PROJECT, "node_modules"), join(repository.directory, "node_modules"));
    return use(repository);
  });
}

describe("rollout comment --offline", () => {
  it("compares with the commit where the branch left the base", () =>
    withProject(async ({ directory, git, commit }) => {
      const fork = git("rev-parse", "--short", "HEAD");
      git("switch", "--quiet", "--create", "topic");
      writeFileSync(join(directory, "Pulumi.prod.yaml"), "config:\n  outsrc:name: b\n");
      commit("mine");
      git("switch", "--quiet", "main");
      writeFileSync(join(directory, "Pulumi.prod.yaml"), "config:\n  outsrc:name: c\n");
      commit("theirs");
      git("switch", "--quiet", "topic");
      const [text = ""] = (await runVerb(commentCommand, directory, "--offline", "--base", "main")).results;
      assert.match(text, /^Not affected: `dev`\.\n\n## `prod`: 1 to replace, 0 unchanged$/m);
      assert.match(text, new RegExp(`^_Offline, against \`${fork}\``, "m"));
      assert.match(text, /metadata\.name: a → b$/m);
    }));

  it("rejects a stack that cannot be declared, after a comment that says why and tells of the others", () =>
    withProject(async ({ directory }) => {
      writeFileSync(join(directory, "Pulumi.dev.yaml"), "config:\n  outsrc:name: bad\n");
      writeFileSync(join(directory, "Pulumi.prod.yaml"), "config:\n  outsrc:name: b\n");
      const results: string[] = [];
      const verb = (io: Io) => commentCommand({ ...io, result: (text) => results.push(text) });
      await assert.rejects(runVerb(verb, directory, "--offline"), {
        name: "RolloutError",
        exitCode: 2,
        message: "cannot be previewed: dev; the comment says why",
      });
      assert.match(results.join(), /## `dev`: cannot be previewed\n\n- `name: is bad`\n\n## `prod`: 1 to replace/);
    }));
});
