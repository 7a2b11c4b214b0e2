import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { timeCommand } from "./measure";
import { root, STACK } from "./world";

const PROGRAM = ["components", "config", "manifests", "index.ts", "package.json", "tsconfig.json"];

/** A copy of the project with so many services, as a git repository whose last commit is what is there. */
export async function manyServices(count: number, directory: string): Promise<string> {
  const project = join(directory, `services-${count}`);
  for (const path of [...PROGRAM, "Pulumi.yaml", "pulumi.env"])
    cpSync(join(root, path), join(project, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const names = Array.from({ length: count }, (_, i) => `service-${i}`);
  const definitions = names.map((name, i) => `"${name}": { port: 8080, path: "/${i}", probes: { readiness: "/" } }`);
  writeFileSync(
    join(project, "services.ts"),
    `export const app = "outsrc";\nexport const services = { ${definitions.join(", ")} };\n`,
  );
  const config = {
    "outsrc:cluster": { context: "bench" },
    "outsrc:namespace": "bench",
    "outsrc:hosts": ["bench.outsrc.dev"],
    "outsrc:images": Object.fromEntries(names.map((name) => [name, `gcr.io/outsrc/${name}:1`])),
    "outsrc:tls": { clusterIssuer: "letsencrypt-staging" },
  };
  writeFileSync(join(project, `Pulumi.${STACK}.yaml`), JSON.stringify({ config }));
  writeFileSync(join(project, ".gitignore"), "node_modules\n");
  const git = (...args: string[]) => timeCommand("git", args, { cwd: project, env: process.env });
  await git("init", "--quiet");
  await git("add", ".");
  await git("-c", "user.name=bench", "-c", "user.email=bench@outsrc.dev", "commit", "--quiet", "--message", "bench");
  return project;
}
