import assert from "node:assert/strict";
import { parseUpdates, SECRET, UNDECRYPTABLE } from "../../../rollout/update";

/** An entry as `pulumi stack history --json` prints it on a file:// backend. */
const ENTRY = {
  version: 0,
  kind: "update",
  startTime: "2026-11-24T09:00:00.000Z",
  endTime: "2026-11-24T09:00:41.000Z",
  message: "first release",
  environment: { "git.head": "3f1c0de", "git.dirty": "true", "git.author": "Ada" },
  config: {
    "outsrc:images": { value: '{"front":"r/front:1.1.0"}', objectValue: { front: "r/front:1.1.0" }, secret: false },
    "outsrc:namespace": { value: "outsrc-dev", secret: false },
    "outsrc:protect": { value: "true", secret: false },
    "outsrc:secrets": { secret: true },
  },
  result: "succeeded",
  resourceChanges: { create: 11, same: 1 },
};

const config = (value: object) => parseUpdates([{ ...ENTRY, config: { "outsrc:secrets": value } }])[0]!.config;

describe("parseUpdates", () => {
  it("reads an entry, with its config as the stack file holds it", () => {
    assert.deepEqual(parseUpdates([ENTRY]), [
      {
        kind: "update",
        result: "succeeded",
        startedAt: new Date("2026-11-24T09:00:00Z"),
        endedAt: new Date("2026-11-24T09:00:41Z"),
        message: "first release",
        config: {
          "outsrc:images": { front: "r/front:1.1.0" },
          "outsrc:namespace": "outsrc-dev",
          "outsrc:protect": true,
          "outsrc:secrets": SECRET,
        },
        environment: ENTRY.environment,
        resourceChanges: { create: 11, same: 1 },
      },
    ]);
  });

  it("keeps the order, the newest first", () => {
    const entries = ["third", "second", "first"].map((message) => ({ ...ENTRY, message }));
    assert.deepEqual(
      parseUpdates(entries).map(({ message }) => message),
      ["third", "second", "first"],
    );
  });

  it("takes the times that the Automation API has made dates of", () => {
    const startTime = new Date("2026-11-24T09:00:00Z");
    assert.deepEqual(parseUpdates([{ ...ENTRY, startTime }])[0]!.startedAt, startTime);
  });

  it("reads an update that still runs", () => {
    const { startTime, kind, message, environment } = ENTRY;
    const [update] = parseUpdates([{ startTime, kind, message, environment, config: {}, result: "in-progress" }]);
    assert.equal(update!.endedAt, undefined);
    assert.deepEqual(update!.resourceChanges, {});
  });

  it("hands over secrets that were asked for, and says which cannot be decrypted", () => {
    const value = { front: { TOKEN: "canary" } };
    assert.deepEqual(config({ value: JSON.stringify(value), objectValue: value, secret: true }), {
      "outsrc:secrets": value,
    });
    assert.equal(config({ value: "ERROR_UNABLE_TO_DECRYPT", secret: true })["outsrc:secrets"], UNDECRYPTABLE);
  });

  it("prints what a blanked value is", () => {
    assert.equal(JSON.stringify([SECRET, UNDECRYPTABLE]), '["[secret]","[secret that can no longer be decrypted]"]');
  });

  it("rejects another shape, and says where", () => {
    assert.throws(() => parseUpdates([ENTRY, { ...ENTRY, result: "great" }]), {
      name: "RolloutError",
      message: /^cannot read the stack's history: \[1\]\.result: .*; use a release 3 of the Pulumi CLI$/,
    });
    assert.throws(() => parseUpdates({ ...ENTRY }), { name: "RolloutError" });
  });
});
