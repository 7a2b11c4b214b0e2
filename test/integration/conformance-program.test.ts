import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { LocalWorkspace, type OpMap, type Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import declareEnvironment from "../../index";
import { startCloudflareEmulator, type CloudflareEmulator } from "../../sandbox/cloudflare/emulator";
import { downControlPlane, upControlPlane } from "../../sandbox/control-plane";
import { writeProject } from "../../sandbox/project";
import { PLUGIN_NAMES, STAND_INS } from "../../sandbox/standins/provider-plugins";

const PROJECT = resolve(__dirname, "../..");
const TOKEN = "conformance-0123456789abcdef0123456789abcdef";
const FRONT = /outsrc-demo-front:\S+/;
const NEXT = `outsrc-demo-front:1.2.0@sha256:${"a".repeat(64)}`;

const stateSchema = z.object({
  resources: z.array(z.object({ type: z.string(), protect: z.boolean().optional() })).optional(),
});

/** Operations that do something. */
function changes(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([op]) => op !== "same"));
}

describe("the whole program on the stand-ins alone", function () {
  this.timeout(900_000);
  const root = mkdtempSync(join(tmpdir(), "conformance-program-"));
  const project = join(root, "project");
  const given = process.env["CONFORMANCE_SANDBOX"];
  const sandbox = given ?? join(root, "sandbox");
  // An inline program runs in this process, and looks for its token here.
  const token = process.env["CLOUDFLARE_API_TOKEN"];
  let emulator: CloudflareEmulator;

  before(async () => {
    const { kubeconfigPath, context } = await upControlPlane({ directory: sandbox, onProgress: () => undefined });
    writeProject({ source: PROJECT, directory: project, cluster: { context, kubeconfig: kubeconfigPath } });
    emulator = await startCloudflareEmulator({ stateFile: join(root, "zones.json"), apiToken: TOKEN });
    process.env["CLOUDFLARE_API_TOKEN"] = TOKEN;
  });

  after(async () => {
    if (token === undefined) delete process.env["CLOUDFLARE_API_TOKEN"];
    else process.env["CLOUDFLARE_API_TOKEN"] = token;
    await emulator.close();
    if (given === undefined) await downControlPlane({ directory: sandbox });
    rmSync(root, { recursive: true, force: true });
  });

  function openStack(stackName: string): Promise<Stack> {
    const standIns = PLUGIN_NAMES.map((name) => join(STAND_INS, name));
    return LocalWorkspace.createOrSelectStack(
      { stackName, projectName: "outsrc", program: () => Promise.resolve(declareEnvironment()) },
      {
        workDir: project,
        envVars: {
          PATH: [...standIns, process.env["PATH"] ?? ""].join(delimiter),
          PULUMI_CONFIG_PASSPHRASE: "conformance",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          CLOUDFLARE_BASE_URL: emulator.baseUrl,
        },
      },
    );
  }

  for (const name of ["dev", "staging", "prod"]) {
    describe(name, () => {
      let stack: Stack;

      before(async () => {
        stack = await openStack(name);
      });

      it("is created as previewed", async () => {
        const { changeSummary } = await stack.preview();
        const { summary } = await stack.up();
        assert.deepEqual(changes(summary.resourceChanges), changes(changeSummary));
      });

      it("has nothing to do at a second update", async () => {
        const { summary } = await stack.up({ refresh: true });
        assert.deepEqual(changes(summary.resourceChanges), {});
      });

      it("updates one Deployment for one image", async () => {
        const file = join(project, `Pulumi.${name}.yaml`);
        writeFileSync(file, readFileSync(file, "utf8").replace(FRONT, NEXT));
        const { summary } = await stack.up({ refresh: true });
        assert.deepEqual(changes(summary.resourceChanges), { update: 1 });
      });

      it("is destroyed without a rest, but for what is protected", async () => {
        await stack.destroy({ refresh: true, excludeProtected: true });
        const { resources = [] } = stateSchema.parse((await stack.exportStack()).deployment as unknown);
        const objects = resources.filter(
          ({ type }) => type.startsWith("kubernetes:") || type.startsWith("cloudflare:"),
        );
        assert.equal(
          objects.every(({ protect }) => protect),
          true,
        );
        assert.equal(objects.length > 0, name === "prod");
      });
    });
  }
});
