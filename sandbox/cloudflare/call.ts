import { failure, type Answer, type ApiRequest, type Refusal } from "./api";
import { NOT_AUTHORISED, unroutable } from "./refusals";
import { ID_PATTERN, type State, type Zone } from "./state";

/** What the rules need from outside. */
export interface Surroundings {
  /** The time, as the API writes it. */
  readonly now: () => string;
  /** A new identifier: 32 hexadecimal digits. */
  readonly newId: () => string;
  /** The identifier that the token check answers. */
  readonly tokenId: string;
}

/** A request on its way to an endpoint. */
export interface Call extends ApiRequest {
  readonly state: State;
  readonly surroundings: Surroundings;
  /** The variable parts of the path. */
  readonly params: Readonly<Record<string, string>>;
}

/** What comes of a request: an answer and, if it changed anything, the new state. */
export interface Outcome {
  readonly answer: Answer;
  readonly state?: State;
}

/** The outcome of a request that is turned down. */
export function refuse(refusal: Refusal): Outcome {
  return { answer: failure(refusal) };
}

/** Answers a call that is about a zone. */
export function inZone(call: Call, respond: (zone: Zone) => Outcome): Outcome {
  const id = call.params["zone"] ?? "";
  if (!ID_PATTERN.test(id)) return refuse(unroutable(call.path));
  const zone = call.state.zones.find((each) => each.id === id);
  return zone ? respond(zone) : refuse(NOT_AUTHORISED);
}
