import assert from "node:assert/strict";
import { restoredText } from "../../../rollout/restore";
import { historyOf, newestRevision } from "../../../rollout/revisions";
import type { Session } from "../../../rollout/session";
import { SECRET, UNDECRYPTABLE } from "../../../rollout/update";
import { updates } from "../../support/updates";

const OLD = { front: { API_TOKEN: "canary-old", KEY: "canary-key" } };
const NEW = { front: { API_TOKEN: "canary-new", KEY: "canary-key", ADDED: "canary-added" } };
/** A stack file whose secrets of front are these lines. */
const textWith = (...secrets: string[]) => `config:
  outsrc:images:
    front: gcr.io/outsrc/front:1.0.0
    back: gcr.io/outsrc/back:1.0.0
  outsrc:secrets:
    front:
${secrets.map((line) => `      ${line}\n`).join("")}`;

const KEPT = ["KEY:", "  secure: v1:key"];
const TEXT = textWith("API_TOKEN: # of the shop", "  secure: v1:new", ...KEPT, "ADDED:", "  secure: v1:added");
const RESTORED = textWith("API_TOKEN: # of the shop", "  secure: v1:of canary-old", ...KEPT);

const historyWith = (secrets: unknown) => updates({ config: { "outsrc:secrets": secrets } });

/** Restores a revision of a stack whose history, decrypted, holds these secrets, and tells which values are concealed. */
async function restore(decrypted: unknown, services?: readonly string[]) {
  const concealed: string[] = [];
  const engine = {
    history: ({ withSecrets }: { withSecrets: boolean }) =>
      Promise.resolve(historyWith(withSecrets ? decrypted : SECRET)),
    decrypted: () => Promise.resolve({ "outsrc:secrets": JSON.stringify(NEW) }),
    encrypt: (values: Readonly<Record<string, string>>) =>
      Promise.resolve(Object.fromEntries(Object.entries(values).map(([path, value]) => [path, `v1:of ${value}`]))),
  };
  const conceal = (values: readonly string[]) => concealed.push(...values);
  const valuesOf = () => ({ "outsrc:secrets": SECRET });
  const session = { stack: "dev", project: "outsrc", defaults: {}, engine, conceal, valuesOf } as unknown as Session;
  const target = newestRevision(historyOf(historyWith(SECRET), "outsrc"))!;
  return { text: await restoredText(session, TEXT, target, services), concealed };
}

describe("restoredText", () => {
  it("encrypts the secrets that differ, removes those that the revision had not, and leaves the others alone", async () => {
    assert.equal((await restore(OLD)).text, RESTORED);
  });

  it("conceals the secrets that it brings back, which are not in the stack file yet", async () => {
    assert.deepEqual((await restore(OLD)).concealed, ["canary-old", "canary-key"]);
  });

  it("rejects a revision whose secrets can no longer be decrypted", async () => {
    await assert.rejects(restore(UNDECRYPTABLE), {
      name: "RolloutError",
      exitCode: 1,
      message:
        "dev: the secrets of revision 1 can no longer be decrypted, since the stack has another key now; restore single " +
        "services by name, whose images need no secret, or set the secrets by hand and run rollout up",
    });
  });

  it("needs no secret to restore the image of a service", async () => {
    assert.equal((await restore(UNDECRYPTABLE, ["front"])).text, TEXT);
  });
});
