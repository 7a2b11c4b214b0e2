import assert from "node:assert/strict";
import { driftCommand } from "../../cli/drift";
import { setImageCommand } from "../../cli/set-image";
import { upCommand } from "../../cli/up";
import type { Drift } from "../../rollout/drift";
import { OUTSRC_ZONE, seedId } from "../../sandbox/cloudflare/seed";
import { endVerb, runVerb } from "../support/run-verb";
import { dashboard, meddlerOf, recordOf, type Meddler } from "./support/meddle";
import { requires } from "./support/requirements";
import { theWorld, type Project, type World } from "./support/world";

const NAMESPACE = "outsrc-drift";
const HOSTS = ["drift.outsrc.dev", "www-drift.outsrc.dev"] as const;
const ZONE = seedId(OUTSRC_ZONE.name);
const image = (service: string, version: string) => `gcr.io/outsrc/outsrc-demo-${service}:${version}`;

interface Case {
  readonly meddle: (meddler: Meddler) => Promise<void>;
  /** Object, field, state, what is declared, what is live, and who it was. */
  readonly finds: readonly (readonly unknown[])[];
}

const CONTAINER = "/spec/template/spec/containers/0";

const CASES: Readonly<Record<string, Case>> = {
  "another image": {
    meddle: ({ deployment }) =>
      deployment("front", "kubectl-set", { op: "replace", path: `${CONTAINER}/image`, value: image("front", "0.9.0") }),
    finds: [
      [
        "Deployment front",
        "spec.template.spec.containers[front].image",
        "changed",
        image("front", "1.1.0"),
        image("front", "0.9.0"),
        "kubectl-set",
      ],
    ],
  },
  "another number of pods": {
    meddle: ({ scale }) => scale("back", 2),
    finds: [["Deployment back", "spec.replicas", "changed", 1, 2, "kubectl"]],
  },
  "no number of pods that an autoscaler may choose": { meddle: ({ scale }) => scale("front", 3), finds: [] },
  "an edited and an added variable": {
    meddle: ({ deployment }) =>
      deployment(
        "back",
        "kubectl-edit",
        { op: "replace", path: `${CONTAINER}/env/0/value`, value: "trace" },
        { op: "add", path: `${CONTAINER}/env/-`, value: { name: "DEBUG", value: "1" } },
      ),
    finds: [
      [
        "Deployment back",
        "spec.template.spec.containers[back].env[LOG_LEVEL].value",
        "changed",
        "debug",
        "trace",
        "kubectl-edit",
      ],
      [
        "Deployment back",
        "spec.template.spec.containers[back].env[DEBUG]",
        "added",
        undefined,
        { name: "DEBUG", value: "1" },
        "kubectl-edit",
      ],
    ],
  },
  "an added label": {
    meddle: ({ service }) =>
      service("front", "kubectl-label", { op: "add", path: "/metadata/labels/team", value: "red" }),
    finds: [["Service front", "metadata.labels.team", "added", undefined, "red", "kubectl-label"]],
  },
  "a deleted Service": {
    meddle: ({ deleteService }) => deleteService("back"),
    finds: [["Service back", undefined, "missing", undefined, undefined, undefined]],
  },
  "an edited annotation": {
    meddle: ({ ingress }) =>
      ingress("outsrc", "kubectl-annotate", {
        op: "replace",
        path: "/metadata/annotations/konghq.com~1plugins",
        value: "none",
      }),
    finds: [
      [
        "Ingress outsrc",
        "metadata.annotations[konghq.com/plugins]",
        "changed",
        "ip-restriction",
        "none",
        "kubectl-annotate",
      ],
    ],
  },
  "a network that was let in": {
    meddle: ({ kongPlugin }) =>
      kongPlugin("ip-restriction", "kubectl-edit", { op: "add", path: "/config/allow/-", value: "192.0.2.0/24" }),
    finds: [
      [
        "KongPlugin ip-restriction",
        "config.allow",
        "changed",
        ["203.0.113.0/24", "198.51.100.17/32"],
        ["203.0.113.0/24", "198.51.100.17/32", "192.0.2.0/24"],
        "kubectl-edit",
      ],
    ],
  },
  "an edited DNS record": {
    meddle: () => dashboard.point(ZONE, HOSTS[0], "elsewhere.outsrc.dev"),
    finds: [[`DNS record ${HOSTS[0]}`, "content", "changed", "proxy.outsrc.dev", "elsewhere.outsrc.dev", "Cloudflare"]],
  },
  "a deleted DNS record": {
    meddle: () => dashboard.remove(ZONE, HOSTS[1]),
    finds: [[`DNS record ${HOSTS[1]}`, undefined, "missing", undefined, undefined, undefined]],
  },
};

describe("drift", () => {
  let world: World;
  let project: Project;
  let meddler: Meddler;

  const look = async () => {
    const { results, code } = await endVerb(driftCommand, project.directory, "dev", "--json");
    const { drifts } = JSON.parse(results[0] ?? "{}") as { drifts: readonly Drift[] };
    assert.equal(code, drifts.length > 0 ? 1 : 0);
    return drifts.map(({ object, field, state, declared, live, by }) => [
      object,
      field,
      state,
      declared,
      live,
      by?.manager,
    ]);
  };
  const front = async () => {
    const { spec } = await world.cluster.get("apps/v1", "Deployment", "front", NAMESPACE);
    return JSON.stringify(spec);
  };

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    Object.assign(process.env, world.env);
    meddler = meddlerOf(world.kubeconfig, NAMESPACE);
    project = world.project();
    project.set("dev", ["namespace"], NAMESPACE);
    project.set("dev", ["hosts"], HOSTS);
    project.set("dev", ["services", "front", "autoscaling"], { minReplicas: 2, maxReplicas: 5 });
    await runVerb(upCommand, project.directory, "dev", "--yes", "-m", "begin");
  });

  it("finds nothing where nobody has touched anything", async () => {
    assert.deepEqual(await look(), []);
  });

  for (const [what, { meddle, finds }] of Object.entries(CASES))
    it(`finds ${what}, and who it was`, async () => {
      const before = await look();
      await meddle(meddler);
      const now = await look();
      const fresh = now.filter((found) => !before.some((old) => JSON.stringify(old) === JSON.stringify(found)));
      assert.deepEqual(fresh, finds);
    });

  it("repairs all of it, and shows the same list empty", async () => {
    const { results, code, error } = await endVerb(driftCommand, project.directory, "dev", "--fix", "--yes");
    assert.equal(code, 0, error);
    assert.deepEqual(results, ["dev: all is as declared"]);
    assert.deepEqual(await look(), []);
    assert.match(await front(), /"replicas":3/);
    assert.equal((await recordOf(ZONE, HOSTS[0]))?.content, "proxy.outsrc.dev");
    assert.equal((await recordOf(ZONE, HOSTS[1]))?.content, "proxy.outsrc.dev");
  });

  it("finds a kubectl rollout undo with all that it took back, and repairs it", async () => {
    await runVerb(
      setImageCommand,
      project.directory,
      "dev",
      `front=${image("front", "1.2.0")}`,
      "--yes",
      "-m",
      "search",
    );
    assert.deepEqual(await look(), []);
    await meddler.rolloutUndo("front", image("front", "1.1.0"));
    const found = await look();
    assert.deepEqual(
      found,
      [
        [
          "metadata.annotations[kubernetes.io/change-cause]",
          "search (outsrc-demo-front:1.2.0)",
          "outsrc-demo-front:1.1.0",
        ],
        ["spec.template.metadata.labels[app.kubernetes.io/version]", "1.2.0", "1.1.0"],
        ["spec.template.spec.containers[front].image", image("front", "1.2.0"), image("front", "1.1.0")],
      ].map(([field, declared, live]) => ["Deployment front", field, "changed", declared, live, "kubectl"]),
    );
    const { code, error } = await endVerb(driftCommand, project.directory, "dev", "--fix", "--yes");
    assert.equal(code, 0, error);
    assert.match(await front(), /outsrc-demo-front:1\.2\.0/);
  });
});
