import type { ChannelOptions } from "@grpc/grpc-js";
import { runtime } from "@pulumi/pulumi";

/** How the programs of this process connect to their engines. The SDK exports it, but declares no type for it. */
export const { grpcClientOptions: connectionOptions } = runtime as unknown as {
  readonly grpcClientOptions: ChannelOptions;
};

/**
 * Gives each program connections of its own to its engine.
 *
 * The SDK (3.248) never closes the connections of an inline program, and gRPC shares a connection among all clients of one
 * address. One whose engine was stopped tries to reconnect for ever, so that the next engine, if it happens to get the same
 * port, is taken for unreachable too: `14 UNAVAILABLE: No connection established. Last error: null`.
 */
export function separateConnections(): void {
  connectionOptions["grpc.use_local_subchannel_pool"] = 1;
}
