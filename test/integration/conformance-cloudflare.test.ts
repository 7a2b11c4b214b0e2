import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloudflareEmulator, type CloudflareEmulator } from "../../sandbox/cloudflare/emulator";
import { providerPlugins, STAND_INS } from "../../sandbox/standins/provider-plugins";
import { isObject, listOr, textOr, toPlain, valueAt, type Plain } from "../../sandbox/standins/protocol/plain";
import { cloudflareSteps, declareRecord, type CloudflareStep } from "./conformance/cloudflare-steps";
import { StackRun } from "./conformance/stack-run";
import { requires } from "./support/requirements";
import { theWorld } from "./support/world";

const TOKEN = "conformance-0123456789abcdef0123456789abcdef";

function sorted(value: Plain): Plain {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, child]) => [key, sorted(child)]),
  );
}

/** The requests since a place in the log, without those that look for the zone. */
function requestsSince(emulator: CloudflareEmulator, start: number): string[] {
  return emulator
    .requests()
    .slice(start)
    .filter(({ path }) => path.includes("/dns_records"))
    .map(({ method, path, body, status }) => {
      const place = path.replaceAll(/\/[0-9a-f]{32}/g, "/ID");
      return [method, place, ...(body === undefined ? [] : [JSON.stringify(sorted(toPlain(body)))]), status].join(" ");
    });
}

/** Deletes the record as somebody at the dashboard would. */
async function loseRecord({ baseUrl }: CloudflareEmulator): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const ask = async (path: string, method = "GET") =>
    toPlain(await (await fetch(baseUrl + path, { method, headers })).json());
  const first = async (path: string) => textOr(valueAt(listOr(valueAt(await ask(path), ["result"]))[0], ["id"]));
  const zone = await first("/zones?name=outsrc.dev");
  await ask(
    `/zones/${zone}/dns_records/${await first(`/zones/${zone}/dns_records?name.exact=conformance.outsrc.dev`)}`,
    "DELETE",
  );
}

async function runStep(stack: StackRun, { record, run, refresh = false }: CloudflareStep): Promise<void> {
  const program = () => {
    declareRecord(record);
  };
  const operation =
    run === "destroy" ? stack.destroy() : run === "preview" ? stack.preview(program) : stack.up(program, { refresh });
  const { failed, output } = await operation;
  assert.equal(failed, false, output);
}

const isInstalled = providerPlugins().cloudflare === "installed";

for (const plugin of isInstalled ? ["stand-in", "real"] : ["stand-in"]) {
  describe(`the requests of the ${plugin} Cloudflare plugin`, () => {
    const directory = mkdtempSync(join(tmpdir(), "conformance-cloudflare-"));
    let emulator: CloudflareEmulator | undefined;
    let stack: StackRun;

    before(async function () {
      requires(this, "go");
      await theWorld();
      if (!isInstalled) process.stderr.write("pulumi-resource-cloudflare is not installed: the stand-in runs alone\n");
      emulator = await startCloudflareEmulator({ stateFile: join(directory, "zones.json"), apiToken: TOKEN });
      const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: emulator.baseUrl };
      stack = await StackRun.open(directory, plugin === "stand-in" ? [join(STAND_INS, "cloudflare")] : [], env);
    });

    after(async () => {
      await emulator?.close();
      rmSync(directory, { recursive: true, force: true });
    });

    for (const step of cloudflareSteps) {
      it(step.title, async () => {
        if (step.lost) await loseRecord(emulator!);
        const start = emulator!.requests().length;
        await runStep(stack, step);
        assert.deepEqual(requestsSince(emulator!, start), step.requests);
      });
    }
  });
}
