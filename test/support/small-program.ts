import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { withRepository, type Repository } from "./git-repository";
import { PROJECT } from "./stacks";

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

/** Text of a stack file of the small program. */
export const named = (name: string) => `config:\n  outsrc:name: ${name}\n`;

const FILES = {
  ".gitignore": "node_modules\n",
  "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n",
  "Pulumi.dev.yaml": named("a"),
  "Pulumi.prod.yaml": named("a"),
  "index.ts": INDEX,
};

/** Makes a repository with a program of one object, which has the stack's `name` and refuses the name `bad`. */
export function withSmallProgram(use: (repository: Repository) => Promise<void>): Promise<void> {
  return withRepository(FILES, (repository) => {
    symlinkSync(join(PROJECT, "node_modules"), join(repository.directory, "node_modules"));
    return use(repository);
  });
}
