import assert from "node:assert/strict";
import { formatStatus } from "../../../cli/format-status";
import type { LiveCertificate, LiveIngress } from "../../../rollout/cluster-hosts";
import { statusOf, type Observed } from "../../../rollout/status";
import { minute, updates } from "../../support/updates";
import { IMAGE, NOW, snapshotOf } from "./diagnosis/objects";

const DAY_MS = 86_400_000;

const running = {
  deployment: { status: { replicas: 1, updatedReplicas: 1, availableReplicas: 1 } },
  pods: [{ container: { ready: true, image: IMAGE, state: { running: {} } } }],
  oldPods: [],
};
const missing = {
  pods: [{ container: { state: { waiting: { reason: "InvalidImageName", message: "invalid reference format" } } } }],
};

const rolling = { deployment: { status: { replicas: 1, updatedReplicas: 1, availableReplicas: 0 } }, oldPods: [] };
const scaledToNone = {
  deployment: { spec: { replicas: 0 }, status: { replicas: 0, updatedReplicas: 0, availableReplicas: 0 } },
  pods: [],
  oldPods: [],
};

const ingress: LiveIngress = {
  name: "outsrc",
  hosts: ["dev.outsrc.dev"],
  plugins: ["ip-restriction"],
  addresses: ["35.209.76.89"],
  tlsSecretNames: ["outsrc-dev-tls"],
};

function certificate(changes: Partial<LiveCertificate> = {}): LiveCertificate {
  return {
    name: "outsrc-dev-tls",
    secretName: "outsrc-dev-tls",
    hosts: ["dev.outsrc.dev"],
    ready: true,
    message: undefined,
    notAfter: new Date(NOW.getTime() + 60 * DAY_MS),
    ...changes,
  };
}

function observed(changes: Partial<Observed> = {}): Observed {
  return {
    stack: "dev",
    project: "outsrc",
    updates: updates({ message: "first" }),
    outputs: {
      namespace: "outsrc-dev",
      urls: ["https://dev.outsrc.dev"],
      images: { front: IMAGE },
      deployments: { front: "front" },
      replicas: { front: 1 },
    },
    snapshot: snapshotOf(running),
    ingresses: [ingress],
    certificates: [certificate()],
    records: [{ host: "dev.outsrc.dev", wanted: "proxy.outsrc.dev", live: "proxy.outsrc.dev" }],
    ...changes,
  };
}

const record = (live: string | undefined) => [{ host: "dev.outsrc.dev", wanted: "proxy.outsrc.dev", live }];

/** [what is wrong, what is seen, the line that tells of it] */
const wrongs: [string, Partial<Observed>, string][] = [
  [
    "pods that cannot become ready",
    { snapshot: snapshotOf(missing) },
    `front: image ${IMAGE} cannot be pulled: invalid reference format`,
  ],
  [
    "a Deployment that is gone",
    { snapshot: { ...snapshotOf(running), deployments: [] } },
    `front: there is no Deployment front, wanted ${IMAGE}`,
  ],
  [
    "a Deployment that was scaled to no pods",
    { snapshot: snapshotOf(scaledToNone) },
    "front: Deployment front asks for 0 pods, wanted 1",
  ],
  [
    "a record that leads elsewhere",
    { records: record("evil.example") },
    "dev.outsrc.dev: its DNS record leads to evil.example, not to proxy.outsrc.dev",
  ],
  [
    "a record that is gone",
    { records: record(undefined) },
    "dev.outsrc.dev: its DNS record leads to nowhere, not to proxy.outsrc.dev",
  ],
  [
    "a certificate that is not ready",
    { certificates: [certificate({ ready: false, message: "waiting for the order" })] },
    "dev.outsrc.dev: its certificate is not ready: waiting for the order",
  ],
  [
    "a certificate that is about to end",
    { certificates: [certificate({ notAfter: new Date(NOW.getTime() + 3 * DAY_MS) })] },
    `dev.outsrc.dev: its certificate ends at ${new Date(NOW.getTime() + 3 * DAY_MS).toISOString()} and was not renewed`,
  ],
  [
    "an update that failed",
    {
      updates: updates({ message: "first" }, { message: "second", result: "failed", front: "2" }),
    },
    "dev: the last update failed or was stopped half way (second); rollout up dev goes on, rollout undo dev goes back",
  ],
];

describe("the status of an environment", () => {
  it("has nothing to complain about where all is well", () => {
    assert.deepEqual(statusOf(observed()), {
      stack: "dev",
      namespace: "outsrc-dev",
      revision: { number: 1, cause: "first", at: minute(0) },
      services: [
        { service: "front", image: IMAGE, ready: 1, wanted: 1, state: "rolled out", cause: undefined, done: true },
      ],
      hosts: [
        {
          host: "dev.outsrc.dev",
          dns: { host: "dev.outsrc.dev", wanted: "proxy.outsrc.dev", live: "proxy.outsrc.dev" },
          certificate: certificate(),
          plugins: ["ip-restriction"],
        },
      ],
      problems: [],
    });
  });

  for (const [what, seen, line] of wrongs)
    it(`tells of ${what}`, () => {
      assert.deepEqual(statusOf(observed(seen)).problems, [line]);
    });

  it("is done with a Deployment that is gone: waiting does not bring it back", () => {
    const { services } = statusOf(observed({ snapshot: { ...snapshotOf(running), deployments: [] } }));
    assert.deepEqual(services, [
      { service: "front", image: IMAGE, ready: 0, wanted: 0, state: "not there yet", cause: undefined, done: true },
    ]);
  });

  it("takes what still rolls out for unfinished, not for wrong", () => {
    const { services, problems } = statusOf(observed({ snapshot: snapshotOf(rolling) }));
    assert.deepEqual([services.map(({ done }) => done), problems], [[false], []]);
  });

  /** [what is seen, the last lines of the text] */
  const endings: [string, Partial<Observed>, string[]][] = [
    ["that all is well", {}, ["all is well"]],
    ["what is not finished", { snapshot: snapshotOf(rolling) }, ["not finished: front; rollout status dev -w follows"]],
    [
      "what is wrong, and what is not finished",
      { snapshot: snapshotOf(rolling), records: record(undefined) },
      [
        "what is wrong:",
        "  dev.outsrc.dev: its DNS record leads to nowhere, not to proxy.outsrc.dev",
        "not finished: front; rollout status dev -w follows",
      ],
    ],
  ];
  for (const [what, seen, lines] of endings)
    it(`ends with ${what}`, () => {
      const text = formatStatus(statusOf(observed(seen)), NOW);
      assert.deepEqual(text.split("\n\n").at(-1)?.split("\n"), lines);
    });

  it("tells that another image is live than the stack says", () => {
    const outputs = { ...observed().outputs, images: { front: "gcr.io/outsrc/front:other" } };
    const [problem = ""] = statusOf(observed({ outputs })).problems;
    assert.match(problem, /^front: .*gcr\.io\/outsrc\/front:other/);
  });

  it("is a table of services, a table of hosts, and what is wrong", () => {
    const text = formatStatus(
      statusOf(observed({ records: record(undefined) })),
      new Date(minute(0).getTime() + 7_200_000),
    );
    assert.deepEqual(
      text.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  ").trimEnd()),
      [
        "dev (namespace outsrc-dev): revision 1, 2 h old: first",
        "",
        "SERVICE  READY  IMAGE  STATE",
        `front  1/1  ${IMAGE}  rolled out`,
        "",
        "HOST  DNS  CERTIFICATE  PLUGINS",
        `dev.outsrc.dev  no record  ready until ${new Date(NOW.getTime() + 60 * DAY_MS).toISOString().slice(0, 10)}  ip-restriction`,
        "",
        "what is wrong:",
        "  dev.outsrc.dev: its DNS record leads to nowhere, not to proxy.outsrc.dev",
      ],
    );
  });
});
