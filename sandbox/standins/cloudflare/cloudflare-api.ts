import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "../../system-error";
import { listOr, objectOr, textOr, toPlain, valueAt, type Plain, type PlainObject } from "../protocol/plain";
import type { CloudflareSettings } from "./settings";

/** Cloudflare said no. */
export class CloudflareError extends Error {
  override readonly name = "CloudflareError";

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const TRIES = 6;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

/** Conflicts and overload pass; a refusal does not. */
function mayPass(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function pauseBefore(attempt: number, answer: Response | undefined): number {
  const seconds = Number(answer?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? 1000 * seconds : Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
}

/** Speaks to Cloudflare's API v4. */
export class CloudflareApi {
  constructor(
    private readonly settings: CloudflareSettings,
    private readonly cancelled: AbortSignal,
  ) {}

  /** @returns the `result` of the answer */
  async request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: PlainObject): Promise<Plain> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.send(method, path, body).catch((error: unknown) => {
        if (attempt + 1 >= TRIES || this.cancelled.aborted) throw this.unreachable(error);
        return undefined;
      });
      if (answer !== undefined && !(mayPass(answer.status) && attempt + 1 < TRIES && !this.cancelled.aborted))
        return resultOf(answer.status, await answer.text(), `${method} ${path}`);
      await sleep(pauseBefore(attempt, answer));
    }
  }

  private send(method: string, path: string, body: PlainObject | undefined): Promise<Response> {
    return fetch(this.settings.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.settings.apiToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private unreachable(error: unknown): Error {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : errorMessage(error);
    return new Error(`${this.settings.baseUrl} does not answer: ${reason}`, { cause: error });
  }
}

function resultOf(status: number, text: string, request: string): Plain {
  let envelope: PlainObject;
  try {
    envelope = objectOr(toPlain(JSON.parse(text)));
  } catch {
    throw new CloudflareError(`${request}: the answer is not JSON (${status})`, status);
  }
  if (envelope["success"] === true) return envelope["result"] ?? null;
  const reasons = listOr(envelope["errors"]).map(
    (error) => `${textOr(valueAt(error, ["message"]))} (${String(Number(valueAt(error, ["code"])))})`,
  );
  throw new CloudflareError(`${request}: ${reasons.join("; ") || `the answer is ${status}`}`, status);
}
