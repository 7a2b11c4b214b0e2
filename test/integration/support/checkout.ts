import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { repositoryIn, type Repository } from "../../support/git-repository";
import { copyProgram } from "../../support/program-copy";
import type { Project } from "./world";

/** Puts the program beside the stack files of a project folder, as a checkout has them. */
export function addProgram({ directory }: Project): void {
  copyProgram(directory);
  const file = join(directory, "Pulumi.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.delete("main");
  writeFileSync(file, document.toString());
}

/** Commits a project folder as it is, without its state and what jobs leave in it. */
export function commitProject({ directory }: Project): Repository {
  writeFileSync(join(directory, ".gitignore"), "node_modules\nstate/\n/*.md\n");
  return repositoryIn(directory);
}
