import assert from "node:assert/strict";
import { changeCause, describeEnvironment } from "../../../config/environment";
import type { LoadedConfig } from "../../../config/load";
import { parseConfig } from "../../../config/parse";
import { DIGEST, twoServices, validConfig } from "../../support/valid-config";

function loaded(changes: Record<string, unknown> = {}): LoadedConfig {
  const raw = { ...validConfig(), ...changes };
  return { ...parseConfig(raw, twoServices, "x"), secrets: {}, cloudflareToken: undefined };
}

function described(changes: Record<string, unknown> = {}, zoneId?: string) {
  const config = loaded(changes);
  return describeEnvironment(config, twoServices, { images: config.images, zoneId });
}

/** [what it is, the reference, the release note, the change cause] */
const causes: [string, string, string | undefined, string][] = [
  ["an image alone", "gcr.io/outsrc/front:1.1.0", undefined, "front:1.1.0"],
  ["an image without a path", "front:1.1.0", undefined, "front:1.1.0"],
  ["an image with a digest", `gcr.io/outsrc/front:1.1.0@${DIGEST}`, undefined, "front:1.1.0"],
  ["a registry with a port", "localhost:5000/front:1", undefined, "front:1"],
  ["a release note", "gcr.io/outsrc/front:1.1.0", "faster search", "faster search (front:1.1.0)"],
];

describe("changeCause", () => {
  for (const [what, reference, note, expected] of causes)
    it(`names ${what}`, () => {
      assert.equal(changeCause(reference, note), expected);
    });
});

describe("describeEnvironment", () => {
  it("fills in what neither services.ts nor the stack says", () => {
    assert.deepEqual(described().services["back"], {
      image: "gcr.io/outsrc/back:1.1.0",
      tag: "1.1.0",
      changeCause: "back:1.1.0",
      port: 9090,
      path: "/api",
      probes: { readiness: "/ready" },
      startupSeconds: 60,
      configDirectory: "/etc/config",
      callers: ["front"],
      replicas: 1,
      autoscaling: undefined,
      env: {},
      files: {},
      secrets: {},
      resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
      security: { allowRoot: false, writableRootFilesystem: false },
      restartedAt: undefined,
    });
  });

  it("limits memory to what is requested, and leaves cpu without a limit", () => {
    const { services } = described({
      services: {
        front: { resources: { requests: { memory: "1Gi" } } },
        back: { resources: { limits: { cpu: "2" } } },
      },
    });
    assert.deepEqual(services["front"]?.resources, {
      requests: { cpu: "100m", memory: "1Gi" },
      limits: { memory: "1Gi" },
    });
    assert.deepEqual(services["back"]?.resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "128Mi", cpu: "2" },
    });
  });

  it("gives a service's change cause nothing of another service", () => {
    const before = described().services["front"]?.changeCause;
    const after = described({
      images: { front: "gcr.io/outsrc/front:1.1.0", back: "gcr.io/outsrc/back:2.0.0" },
      releaseNotes: { back: "rewritten" },
    });
    assert.equal(after.services["front"]?.changeCause, before);
    assert.equal(after.services["back"]?.changeCause, "rewritten (back:2.0.0)");
  });

  it("deploys the image that was looked up, and labels it with the tag of the stack file", () => {
    const images = { front: `gcr.io/outsrc/front:1.1.0@${DIGEST}` };
    const { services } = describeEnvironment(loaded(), twoServices, { images, zoneId: undefined });
    assert.deepEqual(
      Object.values(services).map(({ image, tag }) => [image, tag]),
      [
        [`gcr.io/outsrc/front:1.1.0@${DIGEST}`, "1.1.0"],
        ["gcr.io/outsrc/back:1.1.0", "1.1.0"],
      ],
    );
  });

  it("counts requests in the gateway, since Kong runs without a database", () => {
    assert.deepEqual(described({ plugins: { "rate-limiting": { minute: 60 }, cors: { origins: ["*"] } } }).plugins, {
      "rate-limiting": { minute: 60, limit_by: "ip", fault_tolerant: true, policy: "local" },
      cors: { origins: ["*"], credentials: false },
    });
  });

  it("has DNS records where the stack has dns and the zone is known", () => {
    const dns = { zone: "outsrc.dev", target: "proxy.outsrc.dev" };
    assert.equal(described().dns, undefined);
    assert.equal(described({ dns }, "zone-1").dns?.zoneId, "zone-1");
    assert.equal(described({ dns }, "zone-1").dns?.target, "proxy.outsrc.dev");
  });
});
