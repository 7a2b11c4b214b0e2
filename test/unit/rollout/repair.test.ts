import assert from "node:assert/strict";
import type { Engine } from "../../../rollout/engine";
import { settlePending } from "../../../rollout/repair";
import type { Session } from "../../../rollout/session";
import { parseState } from "../../../rollout/stack-state";

const SERVICE = "urn:pulumi:dev::outsrc::kubernetes:core/v1:Service::front";

function deploymentWith(...pending: object[]) {
  return { manifest: { version: "v3" }, resources: [{ urn: SERVICE, type: "service" }], pending_operations: pending };
}

/** Settles a state; what would be written, and what a person reads. */
async function settled(deployment: unknown): Promise<{ written: unknown; lines: string[] }> {
  const lines: string[] = [];
  let written: unknown;
  const engine: Partial<Engine> = {
    repair: async (edit) => {
      written = await edit(parseState(deployment), deployment);
    },
  };
  await settlePending({ engine, ui: { progress: (line: string) => lines.push(line) } } as unknown as Session);
  return { written, lines };
}

describe("settlePending", () => {
  it("leaves a state alone in which nothing is under way", async () => {
    assert.deepEqual(await settled(deploymentWith()), { written: undefined, lines: [] });
    assert.deepEqual(await settled(undefined), { written: undefined, lines: [] });
  });

  it("drops what was under way, and keeps everything else", async () => {
    const updating = { type: "updating", resource: { urn: SERVICE, type: "kubernetes:core/v1:Service" } };
    assert.deepEqual(await settled(deploymentWith(updating)), {
      written: deploymentWith(),
      lines: ["an update is not finished, or was cut off while updating front; looking at how that went"],
    });
  });
});
