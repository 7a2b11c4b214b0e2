import { listOr, textOr, valueAt, type PlainObject } from "../protocol/plain";

/** The API server said no. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    /** What the server answered: an object of kind `Status`. */
    readonly answer: PlainObject,
  ) {
    super(textOr(answer["message"]) || `the API server answered ${status}`);
  }

  /** The server's word for what is wrong, such as `AlreadyExists`. */
  get reason(): string {
    return textOr(this.answer["reason"]);
  }
}

/** The API server could not be asked at all. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Whether the object, or what it lies in, is not there. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** Whether the namespace of an object is not there. */
export function isNamespaceMissing(error: unknown): boolean {
  return isNotFound(error) && valueAt(error.answer, ["details", "kind"]) === "namespaces";
}

/** Whether an object of that name is there already. */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "AlreadyExists";
}

/** Whether other managers own fields that an apply wants to set. */
export function isFieldConflict(error: unknown): error is ApiError {
  return isConflict(error) && conflicts(error).length > 0;
}

/** Whether the object has changed since it was read. */
export function isOutdated(error: unknown): boolean {
  return isConflict(error) && conflicts(error).length === 0;
}

function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 409 && error.reason === "Conflict";
}

function conflicts({ answer }: ApiError) {
  return listOr(valueAt(answer, ["details", "causes"])).filter(
    (cause) => valueAt(cause, ["reason"]) === "FieldManagerConflict",
  );
}

/** Whether a change touches what an object of this kind can never change. */
export function isImmutableField(error: unknown): boolean {
  return error instanceof ApiError && error.status === 422 && error.message.includes("field is immutable");
}

/** Whether our user may not do this. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}
