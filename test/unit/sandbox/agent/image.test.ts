import assert from "node:assert/strict";

import { behaviourOf, imageId, parseImage } from "../../../../sandbox/agent/image";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("image references", () => {
  const table: [string, ReturnType<typeof parseImage>][] = [
    ["repo/web:1.0", { repository: "repo/web", tag: "1.0", digest: undefined }],
    ["repo/web", { repository: "repo/web", tag: undefined, digest: undefined }],
    ["localhost:5000/web", { repository: "localhost:5000/web", tag: undefined, digest: undefined }],
    ["localhost:5000/web:2", { repository: "localhost:5000/web", tag: "2", digest: undefined }],
    [`repo/web:1.0@${DIGEST}`, { repository: "repo/web", tag: "1.0", digest: DIGEST }],
    [`repo/web@${DIGEST}`, { repository: "repo/web", tag: undefined, digest: DIGEST }],
  ];
  for (const [image, parts] of table) {
    it(`takes ${image} apart`, () => {
      assert.deepEqual(parseImage(image), parts);
    });
  }

  const behaviours: [string, string][] = [
    ["repo/web:1.2.0", "healthy"],
    ["repo/web:1.2.0-missing", "missing"],
    ["repo/web:crash", "crash"],
    ["repo/web:1-oom", "oom"],
    ["repo/web:1-unready", "unready"],
    ["repo/web:1-slow", "slow"],
    ["repo/web:1-flaky", "flaky"],
    [`repo/web:1-crash@${DIGEST}`, "crash"],
    ["repo/crash:1.0", "healthy"],
    ["repo/crash", "healthy"],
  ];
  for (const [image, behaviour] of behaviours) {
    it(`makes ${image} ${behaviour}`, () => {
      assert.equal(behaviourOf(image), behaviour);
    });
  }

  it("keeps the reference's own digest as image ID", () => {
    assert.equal(imageId(`repo/web:1@${DIGEST}`, { "repo/web:1": `sha256:${"b".repeat(64)}` }), `repo/web@${DIGEST}`);
  });

  it("takes the digest of a tag from the file", () => {
    assert.equal(imageId("repo/web:1", { "repo/web:1": DIGEST }), `repo/web@${DIGEST}`);
    assert.equal(imageId("repo/web", { "repo/web:latest": DIGEST }), `repo/web@${DIGEST}`);
  });

  it("makes the same digest for the same tag when the file names none", () => {
    assert.match(imageId("repo/web:1", {}), /^repo\/web@sha256:[0-9a-f]{64}$/);
    assert.equal(imageId("repo/web:1", {}), imageId("repo/web:1", {}));
    assert.notEqual(imageId("repo/web:1", {}), imageId("repo/web:2", {}));
  });
});
