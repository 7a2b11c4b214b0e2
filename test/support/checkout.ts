import { cpSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackNames } from "../../offline/stack-file";

const ROOT = join(__dirname, "../..");
const PROGRAM = ["components", "config", "manifests", "index.ts", "services.ts", "package.json", "tsconfig.json"];

/**
 * A checkout of the project in a temporary folder, with the modules of this one: a sandbox in it never meets the one that
 * may run here. Whoever asks for it removes it.
 */
export function temporaryCheckout(): string {
  const project = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-checkout-"));
  const stacks = stackNames(ROOT).map((stack) => `Pulumi.${stack}.yaml`);
  for (const path of [...PROGRAM, "Pulumi.yaml", "pulumi.env", ...stacks])
    cpSync(join(ROOT, path), join(project, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  return project;
}
