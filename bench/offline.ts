import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pairs, timeCommand } from "./measure";

const root = join(__dirname, "..");
const RUNS = 3;

/** A copy of the project with so many services, as a git repository whose last commit is what is there. */
async function projectOf(services: number, directory: string): Promise<string> {
  const project = join(directory, `services-${services}`);
  for (const path of ["components", "config", "manifests", "index.ts", "package.json", "tsconfig.json", "Pulumi.yaml"])
    cpSync(join(root, path), join(project, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const names = Array.from({ length: services }, (_, i) => `service-${i}`);
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
  writeFileSync(join(project, "Pulumi.bench.yaml"), JSON.stringify({ config }));
  writeFileSync(join(project, ".gitignore"), "node_modules\n");
  const git = (...args: string[]) => timeCommand("git", args, { cwd: project, env: process.env });
  await git("init", "--quiet");
  await git("add", ".");
  await git("-c", "user.name=bench", "-c", "user.email=bench@outsrc.dev", "commit", "--quiet", "--message", "bench");
  return project;
}

/** Offline preview of 100 services against 10: the goal is at most 11 times, and under 3 s for the 100. */
export async function offlineRows(): Promise<string[]> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-bench-"));
  try {
    const preview = (project: string) => () =>
      timeCommand("node", [join(root, "cli/rollout.js"), "preview", "bench", "--offline"], {
        cwd: project,
        env: process.env,
      });
    const [large, small] = [await projectOf(100, directory), await projectOf(10, directory)];
    const { a, b, ratio } = await pairs(RUNS, preview(large), preview(small));
    return [
      `offline preview, 100 services against 10: ${ratio.toFixed(2)}x (${a.toFixed(2)} s against ${b.toFixed(2)} s; goal at most 11x, and under 3 s)`,
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
