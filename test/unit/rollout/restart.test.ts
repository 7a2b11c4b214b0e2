import assert from "node:assert/strict";
import { restartedText } from "../../../rollout/restart";
import type { Session } from "../../../rollout/session";

const TEXT = `config:
  outsrc:images:
    front: gcr.io/outsrc/front:1 # the shop
    back: gcr.io/outsrc/back:1
  outsrc:services:
    front:
      replicas: 2 # enough
`;

const images = { front: "gcr.io/outsrc/front:1", back: "gcr.io/outsrc/back:1" };
const session = {
  project: "outsrc",
  stack: "dev",
  valuesOf: () => ({ "outsrc:images": images }),
} as unknown as Session;
const now = new Date("2026-11-24T18:00:00.123Z");

describe("a restart", () => {
  it("asks for new pods of one service, and leaves every other line alone", () => {
    assert.deepEqual(restartedText(session, TEXT, ["front"], now), {
      services: ["front"],
      text: `${TEXT}      restartedAt: "2026-11-24T18:00:00Z"\n`,
    });
  });

  it("asks for new pods of all services where none is named", () => {
    const { text, services } = restartedText(session, TEXT, [], now);
    assert.deepEqual(services, ["front", "back"]);
    assert.equal(
      text,
      `${TEXT}      restartedAt: "2026-11-24T18:00:00Z"\n    back:\n      restartedAt: "2026-11-24T18:00:00Z"\n`,
    );
  });

  it("rejects a service that the stack does not have", () => {
    assert.throws(() => restartedText(session, TEXT, ["fornt"], now), {
      name: "RolloutError",
      exitCode: 2,
      message: "dev has no service fornt; write front, back",
    });
  });
});
