import assert from "node:assert/strict";
import { digestOfImageId, sourceOf } from "../../../rollout/promotion-source";
import type { Observed } from "../../../rollout/status";
import { minute, updates, type Told } from "../../support/updates";
import { IMAGE, snapshotOf, type Scene } from "./diagnosis/objects";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const REPOSITORY = "gcr.io/outsrc/outsrc-demo-front";

const runs = (image: string, more: Partial<Told> = {}): Told => ({
  config: { "outsrc:images": { front: image } },
  ...more,
});
const pod = (imageID: string, name = "front-pod") => ({ name, container: { ready: true, imageID } });

interface Case {
  readonly imageIds?: readonly string[];
  readonly deployment?: Scene["deployment"];
  readonly history?: readonly Told[];
  readonly image?: string;
}

function observed({ imageIds = [`${REPOSITORY}@${DIGEST}`], deployment, history, image = IMAGE }: Case): Observed {
  const count = imageIds.length;
  const status = { replicas: count, updatedReplicas: count, availableReplicas: count, readyReplicas: count };
  return {
    stack: "dev",
    project: "outsrc",
    updates: updates(...(history ?? [runs(`${REPOSITORY}:1.2.2`), runs(IMAGE)])),
    outputs: {
      namespace: "outsrc-dev",
      urls: [],
      images: { front: image },
      deployments: { front: "front" },
      replicas: { front: count },
    },
    snapshot: snapshotOf({
      container: { image },
      pods: imageIds.map((id, i) => pod(id, `front-pod-${i}`)),
      oldPods: [],
      deployment: { spec: { replicas: count }, status, ...deployment },
    }),
    ingresses: [],
    certificates: [],
    records: [],
  };
}

/** What is refused, and all of the message behind `nothing was promoted: dev `. */
const REFUSALS: Readonly<Record<string, [Case, string | RegExp]>> = {
  "a stack that runs something else than its newest revision": [
    { history: [runs(`${REPOSITORY}:1.2.2`)] },
    `has moved since its revision 1: front runs ${IMAGE}, not ${REPOSITORY}:1.2.2; run rollout drift dev --fix first`,
  ],
  "a stack whose last update failed": [
    { history: [runs(IMAGE), runs(IMAGE, { result: "failed", message: "broken" })] },
    "is not well: dev: the last update failed or was stopped half way (broken); rollout up dev goes on, rollout undo dev goes back; rollout status dev says more",
  ],
  "a stack that is still rolling out": [
    { deployment: { status: { replicas: 1, updatedReplicas: 1, availableReplicas: 0 } } },
    /^is not well: front: .*; rollout status dev says more$/,
  ],
  "two contents under one tag": [
    { imageIds: [`${REPOSITORY}@${DIGEST}`, `${REPOSITORY}@${OTHER}`] },
    `runs several contents under one tag of front: ${DIGEST}, ${OTHER}; run rollout restart dev front, so that all pods run one`,
  ],
  "an image that only its node knows": [
    { imageIds: [DIGEST] },
    `does not tell the registry's digest of front: its nodes say "${DIGEST}"; use nodes whose container runtime pulls from a registry, or write the digest into the stack file by hand`,
  ],
  "a service without pods": [
    { imageIds: [] },
    "runs no pod of front, so that nobody knows its digest; start one, or name other services",
  ],
  "an image that was taken back, and came again under another tag": [
    {
      history: [
        runs(`${REPOSITORY}:1.2.1`, { message: "first" }),
        runs(`${REPOSITORY}:1.2.2@${DIGEST}`, { message: "search" }),
        runs(`${REPOSITORY}:1.2.1`, { message: "undo to revision 1: first" }),
        runs(IMAGE, { message: "search again" }),
      ],
    },
    `has taken this back: front ${REPOSITORY}:1.2.2@${DIGEST} came with revision 2 (search), and was taken back at 2026-11-24T09:02:00Z by "undo to revision 1: first"; run rollout up dev with another image`,
  ],
  "a stack that was never updated": [{ history: [] }, "has no revision; run rollout up dev"],
};

describe("the source of a promotion", () => {
  it("gives each image by the digest that its pods run, with its release note", () => {
    const config = { "outsrc:images": { front: IMAGE }, "outsrc:releaseNotes": { front: "faster search" } };
    const { stack, revision, images } = sourceOf(observed({ history: [{ config }] }), []);
    assert.deepEqual([stack, revision.number], ["dev", 1]);
    assert.deepEqual(images, [
      {
        service: "front",
        reference: `${IMAGE}@${DIGEST}`,
        releaseNote: "faster search",
        since: new Date(minute(0).getTime() + 30_000),
      },
    ]);
  });

  it("keeps the digest that the stack file names already", () => {
    const image = `${IMAGE}@${DIGEST}`;
    const [front] = sourceOf(observed({ image, history: [runs(image)] }), []).images;
    assert.equal(front?.reference, image);
  });

  it("counts from the first of the revisions that run the image without a break", () => {
    const [a, b] = [runs(IMAGE), runs(`${REPOSITORY}:1.2.2`)];
    const [front] = sourceOf(observed({ history: [a, b, a, a] }), []).images;
    assert.deepEqual(front?.since, new Date(minute(2).getTime() + 30_000));
  });

  it("may have been taken back to, if that succeeded", () => {
    const history = [runs(IMAGE), runs(`${REPOSITORY}:1.3.0`), runs(IMAGE, { message: "undo to revision 1: first" })];
    assert.equal(sourceOf(observed({ history }), []).revision.number, 3);
  });

  it("rejects a service that there is not", () => {
    assert.throws(() => sourceOf(observed({}), ["fornt"]), {
      name: "RolloutError",
      exitCode: 2,
      message: 'fornt: is no service of dev; did you mean "front"?',
    });
  });

  for (const [what, [scene, reason]] of Object.entries(REFUSALS))
    it(`rejects ${what}`, () => {
      assert.throws(
        () => sourceOf(observed(scene), []),
        ({ message, exitCode }: Error & { exitCode: number }) => {
          const prefix = "nothing was promoted: dev ";
          assert.equal(message.slice(0, prefix.length), prefix);
          if (typeof reason === "string") assert.equal(message.slice(prefix.length), reason);
          else assert.match(message.slice(prefix.length), reason);
          return exitCode === 1;
        },
      );
    });
});

describe("the digest of a running image", () => {
  for (const [id, digest] of [
    [`${REPOSITORY}@${DIGEST}`, DIGEST],
    [`docker-pullable://${REPOSITORY}@${DIGEST}`, DIGEST],
    [DIGEST, undefined],
    [`docker://${DIGEST}`, undefined],
    ["", undefined],
    [`${REPOSITORY}@sha256:abc`, undefined],
  ] as const)
    it(`${id === "" ? "nothing" : id.replace(/[ab]{64}/, "…")} tells ${digest === undefined ? "none" : "it"}`, () => {
      assert.equal(digestOfImageId(id), digest);
    });
});
