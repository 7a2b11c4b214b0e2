import type { EventEmitter } from "node:events";
import { isGrpcError, RunError } from "@pulumi/pulumi/errors";
import { RolloutError } from "../config/errors";

/** A value of the program has failed. */
class ProgramFailure extends RolloutError {}

/** Whether an operation ended because the program failed, and not because of what the engine met. */
export function isProgramFailure(error: unknown): error is Error {
  return error instanceof ProgramFailure || RunError.isInstance(error);
}

// The SDK puts this before the message of one and the same error for every resource that needs the value.
const PREFIXES = /^(error serializing property "[^"]*": )+/;

function explain(failure: unknown): unknown {
  if (isProgramFailure(failure)) return failure;
  const message = failure instanceof Error ? failure.message : String(failure);
  return new ProgramFailure(`the program failed: ${message.replace(PREFIXES, "$1")}`, undefined, { cause: failure });
}

const EVENTS = ["unhandledRejection", "uncaughtException"] as const;

/** How to take off the listeners of failures that are put on from now on. */
function newListeners(): () => void {
  const events: Pick<EventEmitter, "listeners" | "rawListeners" | "off"> = process;
  const before = EVENTS.map((event) => events.listeners(event));
  return () => {
    EVENTS.forEach((event, i) => {
      for (const listener of events.rawListeners(event) as (() => void)[])
        if (!before[i]?.includes(listener)) events.off(event, listener);
    });
  };
}

/**
 * Runs an operation that runs the program, and stops it where a promise fails that nobody handles, such as the answer to a
 * lookup. The SDK (3.248) notes such a failure, and then waits for ever for the resource that needs the value. What the program
 * throws comes here the same way.
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
  // The SDK leaves its own where the program never ends, and a crash would be taken for a failure of that program.
  const takeOff = newListeners();
  process.on("unhandledRejection", fail);
  signal?.addEventListener("abort", stop);
  try {
    return await operation(stopper.signal);
  } catch (error) {
    throw failures.length === 0 ? error : explain(failures[0]);
  } finally {
    process.off("unhandledRejection", fail);
    if (failures.length > 0) takeOff();
    signal?.removeEventListener("abort", stop);
  }
}
