import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withRepository, type Repository } from "./git-repository";
import { PROJECT } from "./stacks";

const PROGRAM = ["index.ts", "services.ts", "package.json", "pulumi.env", "config", "components", "manifests"];
const STACK_FILES = ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml"];

/** A repository that holds a copy of the shipped program and its stack files. */
export interface ProgramCopy extends Repository {
  /** Puts one text for another in a file. @throws Error if the file does not hold it */
  readonly edit: (file: string, from: string, to: string) => void;
}

/** Copies the shipped program, without a stack file, and lends it the modules of this checkout. */
export function copyProgram(directory: string): void {
  for (const name of PROGRAM) cpSync(join(PROJECT, name), join(directory, name), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(directory, "node_modules"));
}

/** Makes a repository with the shipped program and its stack files as they are here, uses it, and removes it. */
export function withProgramCopy<T>(use: (copy: ProgramCopy) => Promise<T>): Promise<T> {
  return withRepository({ ".gitignore": "node_modules\n" }, (repository) => {
    const { directory, commit } = repository;
    copyProgram(directory);
    for (const name of STACK_FILES) cpSync(join(PROJECT, name), join(directory, name));
    commit("the program");
    const edit = (file: string, from: string, to: string) => {
      const text = readFileSync(join(directory, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      writeFileSync(join(directory, file), text.replaceAll(from, to));
    };
    return use({ ...repository, edit });
  });
}
