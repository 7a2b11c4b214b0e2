/** A complaint in the `errors` list of an answer. Cloudflare numbers them; clients act on the number. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
  /** What lies behind the error. Today only the errors about headers carry one. */
  readonly error_chain?: readonly ApiError[];
}

/** Why a request is turned down. */
export interface Refusal {
  /** The HTTP status of the answer. */
  readonly status: number;
  readonly error: ApiError;
}

/** Which part of a list an answer holds. */
export interface ResultInfo {
  readonly page: number;
  readonly per_page: number;
  readonly count: number;
  readonly total_count: number;
  readonly total_pages: number;
}

/** What every answer of Cloudflare's API looks like. */
export interface Envelope {
  readonly result: unknown;
  readonly success: boolean;
  readonly errors: readonly ApiError[];
  readonly messages: readonly { readonly code: number; readonly message: string; readonly type: null }[];
  /** Present on lists. */
  readonly result_info?: ResultInfo;
}

/** An answer, ready to be written to the wire. */
export interface Answer {
  readonly status: number;
  readonly body: Envelope;
}

/** A request as the rules see it: no sockets, no headers. */
export interface ApiRequest {
  readonly method: string;
  /** The path below `/client/v4`, such as `/zones`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The parsed body; `undefined` if there was none. */
  readonly body: unknown;
}

/** A good answer. */
export function success(result: unknown, extra: Partial<Envelope> = {}): Answer {
  return { status: 200, body: { result, success: true, errors: [], messages: [], ...extra } };
}

/** The answer that tells a client why its request was turned down. */
export function failure(refusal: Refusal): Answer {
  return { status: refusal.status, body: { result: null, success: false, errors: [refusal.error], messages: [] } };
}
