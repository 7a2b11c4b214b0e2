import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { STACK, type Environment } from "./environment";
import type { Gate, Held, Place } from "./gate";

/** A moment of a rollout: the first request of a kind that comes in a phase, and where it is held. */
export interface Moment {
  /** Whether the update has the lock of the stack, or does not have it yet, or any more. */
  readonly phase: "look ahead" | "update" | "verification";
  readonly request: RegExp;
  readonly place: Place;
}

/** A request that writes an object, and does not only ask what would come of it. */
export const writes = (object: string) => new RegExp(`^(?!.*dryRun)(POST|PUT|PATCH) .*/${object}`);

/** The first request of the engine that looks ahead. */
export const LOOKS_AHEAD: Moment = { phase: "look ahead", request: /^GET /, place: "asked" };
/** The first request of the engine that has the lock; no step has begun. */
export const BEGINS: Moment = { phase: "update", request: /^GET /, place: "asked" };
/** A step is under way. */
export const CHANGES_FRONT: Moment = { phase: "update", request: writes("deployments/front"), place: "asked" };

/** Resolves once the rollout that begins now has come to a moment, and is held there. */
export function reached({ phase, request, place }: Moment, { project }: Environment, gate: Gate): Promise<Held> {
  const locks = join(project.directory, `state/.pulumi/locks/organization/outsrc/${STACK}`);
  let begun = false;
  return gate.hold((text) => {
    const isLocked = existsSync(locks) && readdirSync(locks).some((name) => name.endsWith(".json"));
    begun ||= isLocked;
    const now = isLocked ? "update" : begun ? "verification" : "look ahead";
    return now === phase && request.test(text);
  }, place);
}
