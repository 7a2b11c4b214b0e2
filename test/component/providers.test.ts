import assert from "node:assert/strict";
import type { LoadedConfig } from "../../config/load";
import { lookUp, type Lookups } from "../../config/lookups";
import { parseConfig } from "../../config/parse";
import { declareProviders } from "../../config/providers";
import * as pulumi from "@pulumi/pulumi";
import { MASK } from "../../offline/mask-secrets";
import { declare, find, inventory } from "../support/declare";
import { textAt } from "../support/fields";
import { DIGEST, twoServices, validConfig } from "../support/valid-config";

const gke = { project: "outsrc-prod", location: "us-central1", name: "prod" };
const dns = { zone: "outsrc.dev", target: "proxy.outsrc.dev" };

function loaded(changes: Record<string, unknown>, cloudflareToken?: string): LoadedConfig {
  return {
    ...parseConfig({ ...validConfig(), ...changes }, twoServices, "x"),
    secrets: {},
    cloudflareToken: cloudflareToken === undefined ? undefined : pulumi.secret(cloudflareToken),
  };
}

const declared = (changes: Record<string, unknown>, token?: string) =>
  declare(() => declareProviders(loaded(changes, token)));

async function lookedUp(changes: Record<string, unknown>): Promise<Lookups> {
  const found: Lookups[] = [];
  await declare(() => {
    const config = loaded(changes);
    found.push(lookUp(config, declareProviders(config)));
  });
  return found[0]!;
}

const valueOf = (input: pulumi.Input<string> | undefined): Promise<string> =>
  new Promise((resolve) => pulumi.output(input ?? "").apply(resolve));

/** [what the stack uses, its configuration, the providers] */
const inventories: [string, Record<string, unknown>, string[]][] = [
  ["a context", {}, ["kubernetes cluster"]],
  ["a GKE cluster", { cluster: { gke } }, ["gcp gcp", "kubernetes cluster"]],
  ["DNS", { dns }, ["cloudflare cloudflare", "kubernetes cluster"]],
  ["digests that are looked up", { lookUpDigest: true }, ["gcp gcp", "kubernetes cluster"]],
  ["digests that are only required", { requireDigest: true, images: digests() }, ["kubernetes cluster"]],
  ["all of it", { cluster: { gke }, dns }, ["cloudflare cloudflare", "gcp gcp", "kubernetes cluster"]],
];

function digests() {
  return { front: `gcr.io/outsrc/front:1@${DIGEST}`, back: `gcr.io/outsrc/back:1@${DIGEST}` };
}

describe("declareProviders", () => {
  for (const [what, changes, expected] of inventories)
    it(`declares what ${what} takes, and no more`, async () => {
      assert.deepEqual(inventory(await declared(changes)), expected);
    });

  it("goes to the context of the stack file", async () => {
    assert.deepEqual(find(await declared({ cluster: { context: "kind", kubeconfig: "./k" } }), "kubernetes").inputs, {
      context: "kind",
      kubeconfig: "./k",
      clusterIdentifier: "context/kind",
      upsertExistingObjects: "true",
    });
  });

  it("goes to the GKE cluster of the stack file with a kubeconfig that holds no token (TRAP 13)", async () => {
    const registrations = await declared({ cluster: { gke } });
    const { inputs } = find(registrations, "kubernetes");
    const { kubeconfig, ...others } = inputs;
    assert.deepEqual(others, { clusterIdentifier: "outsrc-prod/us-central1/prod", upsertExistingObjects: "true" });
    assert.equal(
      textAt(JSON.parse(String(kubeconfig)), "users", 0, "user", "exec", "command"),
      "gke-gcloud-auth-plugin",
    );
    assert.doesNotMatch(String(kubeconfig), /token/i);
    assert.deepEqual(find(registrations, "gcp").inputs, { project: "outsrc-prod" });
  });

  it("hands the Cloudflare provider its token, as a secret (TRAP 12)", async () => {
    assert.deepEqual(find(await declared({ dns }, "canary"), "cloudflare").inputs, { apiToken: MASK });
  });

  it("leaves a token of the environment to the Cloudflare provider (TRAP 12)", async () => {
    assert.deepEqual(find(await declared({ dns }), "cloudflare").inputs, {});
  });
});

describe("lookUp", () => {
  it("takes images as they are unless the stack looks digests up", async () => {
    assert.deepEqual((await lookedUp({})).images, validConfig()["images"]);
  });

  it("adds the digest that Artifact Registry knows to the tag, and asks nothing about a known one", async () => {
    const front = `gcr.io/outsrc/front:1@${DIGEST}`;
    const { images } = await lookedUp({ lookUpDigest: true, images: { front, back: "gcr.io/outsrc/back:1" } });
    assert.equal(images["front"], front);
    assert.equal(await valueOf(images["back"]), "gcr.io/outsrc/back:1@sha256:known-at-deployment");
  });

  it("asks for the id of a zone that is given by name, and for no other", async () => {
    const zoneId = "0123456789abcdef".repeat(2);
    assert.equal((await lookedUp({})).zoneId, undefined);
    assert.equal((await lookedUp({ dns: { zoneId, target: "proxy.outsrc.dev" } })).zoneId, zoneId);
    assert.equal(await valueOf((await lookedUp({ dns })).zoneId), "known-at-deployment");
  });
});
