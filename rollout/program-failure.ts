import { isGrpcError, RunError } from "@pulumi/pulumi/errors";
import { RolloutError } from "../config/errors";

function explain(failure: unknown): unknown {
  if (RunError.isInstance(failure)) return failure;
  const message = failure instanceof Error ? failure.message : String(failure);
  return new RolloutError(`the program failed: ${message}`, undefined, { cause: failure });
}

/**
 * Runs an operation that runs the program, and stops it where a value fails that the program does not wait for, such as the
 * answer to a lookup. The SDK (3.248) notes such a failure, and then waits for ever for the resource that needs the value.
 *
 * @param signal - stops the operation as well; every `abort` event of it is passed on
 * @throws RolloutError that says what failed, once the operation has ended
 */
export async function untilProgramFails<T>(
  signal: AbortSignal | undefined,
  operation: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stopper = new AbortController();
  const failures: unknown[] = [];
  const stop = () => {
    // Of an aborted signal, a further event says "at once".
    if (stopper.signal.aborted) stopper.signal.dispatchEvent(new Event("abort"));
    else stopper.abort();
  };
  const fail = (reason: unknown) => {
    // An engine that stops fails what is under way. That is no news.
    if (stopper.signal.aborted || (reason instanceof Error && isGrpcError(reason))) return;
    failures.push(reason);
    stop();
  };
  process.on("unhandledRejection", fail);
  signal?.addEventListener("abort", stop);
  try {
    return await operation(stopper.signal);
  } catch (error) {
    throw failures.length === 0 ? error : explain(failures[0]);
  } finally {
    process.off("unhandledRejection", fail);
    signal?.removeEventListener("abort", stop);
  }
}
