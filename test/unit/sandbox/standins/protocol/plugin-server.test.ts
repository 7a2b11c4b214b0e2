import assert from "node:assert/strict";
import { credentials, status, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { NotReadyError, serviceError } from "../../../../../sandbox/standins/protocol/failures";
import { fromStruct } from "../../../../../sandbox/standins/protocol/property-values";
import { STAND_INS } from "../../../../../sandbox/standins/provider-plugins";

describe("serviceError", () => {
  it("carries what is there of a resource that is not ready", () => {
    const resource = { id: "ns/web", properties: { kind: "Deployment" }, reasons: ["0 of 1"], inputs: { a: 1 } };
    const { code, details, metadata } = serviceError(new NotReadyError("not ready", resource));
    assert.deepEqual([code, details], [status.UNKNOWN, "not ready"]);
    const [packed] = Status.deserializeBinary(
      Buffer.from(metadata!.get("grpc-status-details-bin")[0]!),
    ).getDetailsList();
    const detail = packed!.unpack(
      (bytes) => proto.ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    )!;
    const inputs = fromStruct(detail.getInputs());
    const properties = fromStruct(detail.getProperties());
    assert.deepEqual({ id: detail.getId(), properties, reasons: detail.getReasonsList(), inputs }, resource);
  });
});

for (const name of ["kubernetes", "cloudflare"])
  describe(`the executable of the ${name} stand-in`, () => {
    let plugin: ChildProcess;

    before(function () {
      this.timeout(60_000);
      plugin = spawn(join(STAND_INS, name, `pulumi-resource-${name}`), ["127.0.0.1:1"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
    });

    after(() => {
      plugin.kill();
    });

    it("prints its port alone, answers there, and says what it cannot do", async function () {
      this.timeout(60_000);
      const [printed] = (await once(plugin.stdout!, "data")) as [Buffer];
      assert.match(printed.toString(), /^\d+\n$/);
      const client = new ResourceProviderClient(`127.0.0.1:${printed.toString().trim()}`, credentials.createInsecure());
      const version = await new Promise<string>((resolve, reject) => {
        client.getPluginInfo(new Empty(), (error, info) => {
          if (error) reject(error);
          else resolve(info.getVersion());
        });
      });
      assert.match(version, /^\d+\.\d+\.\d+$/);
      const refusal = await new Promise<ServiceError | null>((resolve) => {
        client.getSchema(new proto.GetSchemaRequest(), resolve);
      });
      assert.equal(refusal?.code, status.UNIMPLEMENTED);
      client.close();
    });
  });
