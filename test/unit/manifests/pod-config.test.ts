import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { configMapManifest, configMapName, secretManifest } from "../../../manifests/pod-config";
import { recommendedLabels } from "../../../manifests/labels";
import { front } from "../../support/arguments";

const files = { "app.yaml": "theme: light\n", "b.txt": "b" };

/** [what differs, the files] */
const others: [string, Record<string, string>][] = [
  ["the content", { ...files, "b.txt": "c" }],
  ["a file's name", { "app.yaml": "theme: light\n", "c.txt": "b" }],
  ["a further file", { ...files, "c.txt": "" }],
  ["the place of a line break", { "app.yaml": "theme: light", "b.txt": "\nb" }],
];

describe("configMapName", () => {
  it("ends with the first 8 digits of the content's sha256", () => {
    const content = '[["app.yaml","theme: light\\n"],["b.txt","b"]]';
    const digest = createHash("sha256").update(content).digest("hex");
    assert.equal(configMapName("front", files), `front-config-${digest.slice(0, 8)}`);
  });

  it("is the same whatever the order of the files", () => {
    assert.equal(configMapName("front", { "b.txt": "b", "app.yaml": "theme: light\n" }), configMapName("front", files));
  });

  it("is another for another service with the same files", () => {
    assert.notEqual(configMapName("back", files), configMapName("front", files));
  });

  for (const [what, other] of others)
    it(`is another if ${what} differs`, () => {
      assert.notEqual(configMapName("front", other), configMapName("front", files));
    });
});

describe("configMapManifest", () => {
  it("is immutable, named by its content, and never takes a foreign object over", () => {
    assert.deepEqual(configMapManifest(front, "outsrc-dev", files), {
      metadata: {
        name: configMapName("front", files),
        namespace: "outsrc-dev",
        labels: recommendedLabels(front),
      },
      data: files,
      immutable: true,
    });
  });
});

describe("secretManifest", () => {
  it("is immutable, and has no name of its own, which could give the content away", () => {
    assert.deepEqual(secretManifest(front, "outsrc-dev", { TOKEN: "canary" }), {
      metadata: { namespace: "outsrc-dev", labels: recommendedLabels(front) },
      stringData: { TOKEN: "canary" },
      immutable: true,
    });
  });
});
