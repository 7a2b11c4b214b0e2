import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { startCloudflareEmulator } from "../sandbox/cloudflare/emulator";
import { OUTSRC_ZONE, seedState } from "../sandbox/cloudflare/seed";
import { downControlPlane, upControlPlane } from "../sandbox/control-plane";
import { writeProject } from "../sandbox/project";
import { providerPlugins } from "../sandbox/standins/provider-plugins";
import { pairs, timeCommand } from "./measure";

const root = join(__dirname, "..");
const RUNS = 5;
const TOKEN = "bench-0123456789-0123456789-0123456789-0123456789";
const NEEDED = ["pulumi", "pulumi-language-nodejs", "go"];
const CLAIM = "no-op preview of dev, as configured against the default TypeScript loader";

const isMissing = (command: string) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0;

/** Turns the loader's options of a project off, or back on. */
function setLoaderOptions(directory: string, options: unknown): void {
  const file = join(directory, "Pulumi.yaml");
  const project = parseDocument(readFileSync(file, "utf8"));
  if (options === undefined) project.deleteIn(["runtime", "options"]);
  else project.setIn(["runtime", "options"], options);
  writeFileSync(file, project.toString());
}

/** No-op `pulumi preview` of dev as Pulumi.yaml configures it, against Pulumi's default loader; the goal is half. */
export async function previewRow(): Promise<string> {
  const missing = NEEDED.filter(isMissing);
  if (missing.length > 0) return `${CLAIM}: not measured, ${missing.join(", ")} not on PATH`;

  const directory = mkdtempSync(join(realpathSync(tmpdir()), "outsrc-bench-"));
  const sandbox = join(directory, "sandbox");
  const { kubeconfigPath, context } = await upControlPlane({ directory: sandbox, onProgress: () => undefined });
  const cloudflare = await startCloudflareEmulator({
    stateFile: join(directory, "cloudflare.json"),
    apiToken: TOKEN,
    initialState: seedState([OUTSRC_ZONE]),
  });
  try {
    const project = join(directory, "project");
    writeProject({ source: root, directory: project, cluster: { context, kubeconfig: kubeconfigPath } });
    const options = parseDocument(readFileSync(join(project, "Pulumi.yaml"), "utf8")).getIn(["runtime", "options"]);
    const { path, lines } = providerPlugins();
    const env = {
      ...process.env,
      PATH: path,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumi = (...args: string[]) =>
      timeCommand("pulumi", [...args, "--stack", "dev", "--non-interactive"], { cwd: project, env });
    await timeCommand("pulumi", ["stack", "init", "dev"], { cwd: project, env });
    await pulumi("up", "--yes", "--skip-preview");
    const { a, b, ratio } = await pairs(
      RUNS,
      () => (setLoaderOptions(project, options), pulumi("preview")),
      () => (setLoaderOptions(project, undefined), pulumi("preview")),
    );
    return `${CLAIM}: ${ratio.toFixed(2)}x (${a.toFixed(2)} s against ${b.toFixed(2)} s; goal at most 0.5x; ${lines.join("; ")})`;
  } finally {
    await cloudflare.close();
    await downControlPlane({ directory: sandbox });
    rmSync(directory, { recursive: true, force: true });
  }
}
