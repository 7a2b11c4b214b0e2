import { Server, ServerCredentials, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { serviceError } from "./failures";

/** The part of Pulumi's provider protocol that a plugin of ours speaks; the engine is told that the rest is not there. */
export interface ProviderPlugin {
  /** The version that the engine is told. */
  readonly version: string;
  checkConfig(request: proto.CheckRequest): Promise<proto.CheckResponse>;
  diffConfig(request: proto.DiffRequest): Promise<proto.DiffResponse>;
  configure(request: proto.ConfigureRequest): Promise<proto.ConfigureResponse>;
  invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse>;
  check(request: proto.CheckRequest): Promise<proto.CheckResponse>;
  diff(request: proto.DiffRequest): Promise<proto.DiffResponse>;
  create(request: proto.CreateRequest): Promise<proto.CreateResponse>;
  read(request: proto.ReadRequest): Promise<proto.ReadResponse>;
  update(request: proto.UpdateRequest): Promise<proto.UpdateResponse>;
  delete(request: proto.DeleteRequest): Promise<void>;
  /** Ends waits, so that running operations come back. */
  cancel(): void;
}

/** How often a plugin looks whether the engine that started it is still there. */
const ORPHAN_CHECK_MS = 2000;

function unary<Request, Response>(answer: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    answer(request).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(serviceError(error));
      },
    );
  };
}

function implementation(plugin: ProviderPlugin): UntypedServiceImplementation {
  return {
    checkConfig: unary((request: proto.CheckRequest) => plugin.checkConfig(request)),
    diffConfig: unary((request: proto.DiffRequest) => plugin.diffConfig(request)),
    configure: unary((request: proto.ConfigureRequest) => plugin.configure(request)),
    invoke: unary((request: proto.InvokeRequest) => plugin.invoke(request)),
    check: unary((request: proto.CheckRequest) => plugin.check(request)),
    diff: unary((request: proto.DiffRequest) => plugin.diff(request)),
    create: unary((request: proto.CreateRequest) => plugin.create(request)),
    read: unary((request: proto.ReadRequest) => plugin.read(request)),
    update: unary((request: proto.UpdateRequest) => plugin.update(request)),
    delete: unary(async (request: proto.DeleteRequest) => {
      await plugin.delete(request);
      return new Empty();
    }),
    cancel: unary(() => {
      plugin.cancel();
      return Promise.resolve(new Empty());
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(plugin.version);
      return Promise.resolve(info);
    }),
  };
}

/**
 * Serves a plugin on a free port of loopback, and prints that port as the engine expects it. The process ends when the
 * engine ends it, or by itself once the engine is gone.
 */
export function servePlugin(plugin: ProviderPlugin): void {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, implementation(plugin));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, ORPHAN_CHECK_MS).unref();
}
