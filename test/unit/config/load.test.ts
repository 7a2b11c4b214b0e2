import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig, type LoadedConfig } from "../../../config/load";
import { declare } from "../../support/declare";

const TOKEN_VARIABLE = "CLOUDFLARE_API_TOKEN";
const dns = { zone: "outsrc.dev", target: "proxy.outsrc.dev" };

/** Keys as the CLI hands them over: strings as they are, everything else as JSON. */
function encoded(changes: Record<string, unknown>): Record<string, string> {
  const raw = {
    cluster: { context: "kind-outsrc" },
    namespace: "outsrc-dev",
    hosts: ["dev.outsrc.dev"],
    images: { front: "gcr.io/outsrc/front:1.1.0", back: "gcr.io/outsrc/back:1.1.0" },
    tls: { clusterIssuer: "letsencrypt-staging" },
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key.includes(":") ? key : `outsrc:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

async function load(changes: Record<string, unknown>, ...secretKeys: string[]): Promise<LoadedConfig> {
  const loaded: LoadedConfig[] = [];
  await declare(() => loaded.push(loadConfig()), { config: encoded(changes), secretKeys });
  return loaded[0]!;
}

/** The problems that are reported, each on its line. */
async function problemsOf(changes: Record<string, unknown>, ...secretKeys: string[]): Promise<string[]> {
  const report = await load(changes, ...secretKeys).then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );
  assert.doesNotMatch(report, /canary/);
  return report.split("\n").slice(1);
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

describe("loadConfig", () => {
  const token = process.env[TOKEN_VARIABLE];
  beforeEach(() => Reflect.deleteProperty(process.env, TOKEN_VARIABLE));
  after(() => {
    if (token !== undefined) process.env[TOKEN_VARIABLE] = token;
  });

  it("reads text, numbers, flags, lists and maps as the CLI encodes them", async () => {
    const { namespace, hosts, protect, services } = await load({
      protect: true,
      services: { front: { replicas: 2, env: { PORT: "8080" } } },
    });
    assert.deepEqual(
      { namespace, hosts, protect, replicas: services["front"]?.replicas, env: services["front"]?.env },
      { namespace: "outsrc-dev", hosts: ["dev.outsrc.dev"], protect: true, replicas: 2, env: { PORT: "8080" } },
    );
  });

  it("keeps text that looks like a number or a flag as text", async () => {
    assert.equal((await load({ namespace: "1234" })).namespace, "1234");
    assert.equal((await load({ namespace: "true" })).namespace, "true");
  });

  it("ignores the keys of other namespaces", async () => {
    assert.equal((await load({ "aws:region": "us-east-1" })).namespace, "outsrc-dev");
  });

  it("puts every secret value under Pulumi's care", async () => {
    const { secrets } = await load({ secrets: { front: { TOKEN: "canary" } } }, "outsrc:secrets");
    const output = secrets["front"]?.["TOKEN"];
    assert.ok(pulumi.Output.isInstance(output));
    assert.equal(await pulumi.isSecret(output), true);
    assert.equal(await valueOf(output), "canary");
  });

  it("rejects a secret outside of secrets, without printing it", async () => {
    assert.deepEqual(
      await problemsOf({ services: { front: { env: { TOKEN: "canary" } } }, namespace: "BAD" }, "outsrc:services"),
      ['  services: holds a secret, got "[secret]"; write it under secrets.<service>'],
    );
  });

  it("rejects secrets that are not encrypted, without printing them", async () => {
    assert.deepEqual(await problemsOf({ secrets: { front: { TOKEN: "canary" } } }), [
      "  secrets: is not encrypted, got [secret]; run pulumi config set --secret --path 'secrets.<service>.<NAME>'",
    ]);
  });

  it("accepts an empty map of secrets in the clear", async () => {
    assert.deepEqual((await load({ secrets: {} })).secrets, {});
  });

  it("rejects a malformed secret without printing it", async () => {
    assert.deepEqual(await problemsOf({ secrets: { frnt: { TOKEN: "canary" } } }, "outsrc:secrets"), [
      '  secrets.frnt: is no service of services.ts, got [secret]; did you mean "front"?',
    ]);
  });

  it("rejects dns without a Cloudflare token (TRAP 12)", async () => {
    assert.deepEqual(await problemsOf({ dns }), [
      `  cloudflare:apiToken: is missing although dns is set, got nothing; set ${TOKEN_VARIABLE}, or run pulumi config set --secret cloudflare:apiToken`,
    ]);
  });

  it("leaves a token of the environment to the provider, so that the state does not hold it (TRAP 12)", async () => {
    process.env[TOKEN_VARIABLE] = "canary";
    assert.equal((await load({ dns })).cloudflareToken, undefined);
  });

  it("takes a token of the stack, as a secret even where it is written in the clear (TRAP 12)", async () => {
    const { cloudflareToken } = await load({ dns, "cloudflare:apiToken": "canary" });
    assert.equal(await pulumi.isSecret(cloudflareToken!), true);
    assert.equal(await valueOf(cloudflareToken!), "canary");
  });

  it("needs no token without dns", async () => {
    assert.equal((await load({})).cloudflareToken, undefined);
  });

  it("names the stack's own file in its report", async () => {
    const run = declare(() => loadConfig(), { stack: "prod", config: encoded({ namespace: "BAD" }) });
    await assert.rejects(run, { name: "ConfigError", message: /^Pulumi\.prod\.yaml has 1 problem, / });
  });
});
