import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { PlainObject } from "./plain";
import { toStruct } from "./property-values";

/** What exists although the operation failed; the engine keeps it in its state and tries again at the next update. */
export interface PartialResource {
  readonly id: string;
  /** Its outputs. */
  readonly properties: PlainObject;
  /** Why it is not ready. */
  readonly reasons: readonly string[];
  /**
   * What its inputs are now.
   * @default - those of the request
   */
  readonly inputs?: PlainObject;
}

/** A resource was written, but did not become ready. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";

  constructor(
    message: string,
    readonly resource: PartialResource,
  ) {
    super(message);
  }
}

function detailsOf({ message, resource }: NotReadyError): Buffer {
  const detail = new ErrorResourceInitFailed();
  detail.setId(resource.id);
  detail.setProperties(toStruct(resource.properties));
  detail.setReasonsList([...resource.reasons]);
  if (resource.inputs) detail.setInputs(toStruct(resource.inputs));
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(message);
  answer.addDetails(packed);
  return Buffer.from(answer.serializeBinary());
}

/** How gRPC carries something thrown. The partial resource travels in gRPC's field for structured details. */
export function serviceError(error: unknown): Partial<ServiceError> {
  const metadata = new Metadata();
  if (error instanceof NotReadyError) metadata.add("grpc-status-details-bin", detailsOf(error));
  const details = error instanceof Error ? error.message : String(error);
  return { code: status.UNKNOWN, details, metadata };
}
