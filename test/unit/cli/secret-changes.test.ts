import assert from "node:assert/strict";
import { maskedSecrets } from "../../../cli/secret-changes";

describe("maskedSecrets", () => {
  it("tells which secret is another, new or gone, and nothing else of them", () => {
    const before = { front: { TOKEN: "canary-1", KEY: "canary-2" }, back: { OLD: "canary-3" } };
    const after = { front: { TOKEN: "canary-4", KEY: "canary-2", NEW: "canary-1" } };
    assert.deepEqual(maskedSecrets(before, after), {
      before: { front: { TOKEN: "[secret 0]", KEY: "[secret 1]" }, back: { OLD: "[secret 2]" } },
      after: { front: { TOKEN: "[secret 3]", KEY: "[secret 1]", NEW: "[secret 0]" } },
    });
  });

  it("leaves out what there is not", () => {
    assert.deepEqual(maskedSecrets(undefined, { front: { TOKEN: "canary" } }), {
      before: undefined,
      after: { front: { TOKEN: "[secret 0]" } },
    });
  });
});
