/** The logical name at the end of a URN. It may itself hold "::". */
export function logicalName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The type token of a URN, without the types of its parents. */
export function typeToken(urn: string): string {
  return (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
}
