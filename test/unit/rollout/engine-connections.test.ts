import assert from "node:assert/strict";
import { promisify } from "node:util";
import { credentials, Server, ServerCredentials, status, type ServiceError } from "@grpc/grpc-js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { SupportsFeatureRequest, type SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
// Whoever drives an engine gets this along with it.
import "../../../rollout/engine-operations";
import { connectionOptions } from "../../../rollout/engine-connections";

/** An engine at a port, or at one that is free; it answers every question with "unimplemented". */
async function startEngine(port = 0): Promise<{ readonly port: number; stop(): void }> {
  const server = new Server();
  const bind = (to: string) =>
    new Promise<number>((resolve, reject) => {
      server.bindAsync(to, ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
  const bound = await bind(`127.0.0.1:${String(port)}`);
  return {
    port: bound,
    stop: () => {
      server.forceShutdown();
    },
  };
}

/** Connects to the engine at a port as a program does, and asks it something. */
async function ask(port: number): Promise<status | undefined> {
  const client = new ResourceMonitorClient(
    `127.0.0.1:${String(port)}`,
    credentials.createInsecure(),
    connectionOptions,
  );
  const supportsFeature = promisify<SupportsFeatureRequest, SupportsFeatureResponse>(
    client.supportsFeature.bind(client),
  );
  try {
    await supportsFeature(new SupportsFeatureRequest());
    return undefined;
  } catch (error) {
    return (error as ServiceError).code;
  }
}

describe("the connections of programs to their engines", () => {
  it("reach an engine that got the port of one that was stopped", async () => {
    const stopped = await startEngine();
    stopped.stop();
    assert.equal(await ask(stopped.port), status.UNAVAILABLE);
    const next = await startEngine(stopped.port);
    try {
      assert.equal(await ask(next.port), status.UNIMPLEMENTED);
    } finally {
      next.stop();
    }
  });
});
