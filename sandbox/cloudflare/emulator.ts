import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { RolloutError } from "../../config/errors";
import { errorMessage } from "../system-error";
import { failure, type Answer, type ApiRequest } from "./api";
import { refuse, type Outcome, type Surroundings } from "./call";
import { BASE_PATH, listen, stop, type Incoming, type Responder } from "./http-server";
import { notSaved } from "./refusals";
import { openRequestLog, type LoggedRequest, type RequestLog } from "./request-log";
import { respond } from "./routes";
import { OUTSRC_ZONE, seedId, seedState } from "./seed";
import type { State } from "./state";
import { openStateFile, type StateFile } from "./state-file";
import { holdLock } from "./state-lock";
import { authenticate, TOKEN_PATTERN } from "./token";

/** How to run an emulator. */
export interface CloudflareEmulatorOptions {
  /** Where zones and records are kept; made if it does not exist. */
  readonly stateFile: string;
  /** The token that clients must send. */
  readonly apiToken: string;
  /**
   * The port on loopback.
   *
   * @default - a free one
   */
  readonly port?: number;
  /**
   * A file that gets each request as a line of JSON.
   *
   * @default - requests are kept in memory only
   */
  readonly requestLog?: string;
  /**
   * What a new state file holds.
   *
   * @default - the zone outsrc.dev with the addresses of its load balancers
   */
  readonly initialState?: State;
  /**
   * The clock.
   *
   * @default - the time of day
   */
  readonly now?: () => Date;
}

/** A running emulator. */
export interface CloudflareEmulator {
  /** What `CLOUDFLARE_BASE_URL` has to be. */
  readonly baseUrl: string;
  readonly port: number;
  /** The requests since the start, oldest first. */
  requests(): readonly LoggedRequest[];
  /** Answers what has begun, then stops. */
  close(): Promise<void>;
}

/**
 * Starts an emulator of the part of Cloudflare's API v4 that the Pulumi provider and the SDK use for zones and DNS records.
 *
 * @example
 * const cloudflare = await startCloudflareEmulator({ stateFile: ".sandbox/cloudflare.json", apiToken });
 * process.env["CLOUDFLARE_BASE_URL"] = cloudflare.baseUrl;
 *
 * @throws RolloutError if the token has another form than Cloudflare's, the port is taken, the state file is in use or
 * holds something else
 */
export async function startCloudflareEmulator(options: CloudflareEmulatorOptions): Promise<CloudflareEmulator> {
  const { stateFile, apiToken } = options;
  if (!TOKEN_PATTERN.test(apiToken))
    throw new RolloutError(
      `apiToken: not of the form that the provider takes, got ${apiToken.length} characters; write 40 to 80 letters, digits, "-" and "_"`,
    );
  const unlock = await holdLock(`${stateFile}.lock`);
  try {
    const state = openStateFile(stateFile, options.initialState ?? seedState([OUTSRC_ZONE]));
    const log = openRequestLog(options.requestLog);
    const server = await listen(options.port ?? 0, responderOf(state, log, options));
    const port = portOf(server);
    const close = async () => {
      await stop(server);
      await unlock();
    };
    return { baseUrl: `http://127.0.0.1:${port}${BASE_PATH}`, port, requests: log.entries, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function responderOf(state: StateFile, log: RequestLog, options: CloudflareEmulatorOptions): Responder {
  const now = () => (options.now?.() ?? new Date()).toISOString();
  const surroundings: Surroundings = {
    now,
    newId: () => randomBytes(16).toString("hex"),
    tokenId: seedId(options.apiToken),
  };
  return (incoming) => {
    const answer = save(state, outcomeOf(incoming, state.read(), options.apiToken, surroundings));
    log.add(entryOf(incoming.request, answer, now()));
    return answer;
  };
}

function outcomeOf(incoming: Incoming, state: State, token: string, surroundings: Surroundings): Outcome {
  const { request, authorization, unreadable } = incoming;
  const refusal = authenticate(request.path, authorization, token) ?? unreadable;
  return refusal ? refuse(refusal) : respond(state, request, surroundings);
}

/** An answer is only given once what it says is on disk. */
function save(file: StateFile, { answer, state }: Outcome): Answer {
  if (!state) return answer;
  try {
    file.write(state);
    return answer;
  } catch (error) {
    return failure(notSaved(errorMessage(error)));
  }
}

function entryOf({ method, path, query, body }: ApiRequest, { status, body: envelope }: Answer, time: string) {
  return {
    time,
    method,
    path,
    query: Object.fromEntries(query),
    ...(body !== undefined && { body }),
    status,
    errors: envelope.errors.map(({ code }) => code),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new RolloutError("the emulator does not listen on a port");
  return address.port;
}
