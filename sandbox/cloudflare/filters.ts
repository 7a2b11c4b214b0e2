/** A question that a list asks of each entry. */
type Test<T> = (entry: T) => boolean;

/** How an operator of a text filter compares; both texts are in lower case. */
type Comparison = (value: string, wanted: string) => boolean;

const contains: Comparison = (value, wanted) => value.includes(wanted);
const startsWith: Comparison = (value, wanted) => value.startsWith(wanted);
const endsWith: Comparison = (value, wanted) => value.endsWith(wanted);
const equal: Comparison = (value, wanted) => value === wanted;

const DOTTED: Readonly<Record<string, Comparison>> = {
  "": equal,
  ".exact": equal,
  ".contains": contains,
  ".startswith": startsWith,
  ".endswith": endsWith,
};

const PREFIXED: Readonly<Record<string, Comparison>> = {
  equal,
  contains,
  starts_with: startsWith,
  ends_with: endsWith,
  not_equal: (value, wanted) => value !== wanted,
};

/** The tests of a record list's text filter: `name`, `name.exact`, `name.contains` and so on, without regard to case. */
export function textTests<T>(query: URLSearchParams, field: string, read: (entry: T) => string | null): Test<T>[] {
  return Object.entries(DOTTED).flatMap(([suffix, compare]) => {
    const wanted = query.get(field + suffix)?.toLowerCase();
    // An empty value is no filter: clients send one for what was left open.
    return wanted ? [(entry: T) => compare((read(entry) ?? "").toLowerCase(), wanted)] : [];
  });
}

/** The test of a zone list's filter, whose operator stands in the value: `outsrc.dev`, or `contains:outsrc`. */
export function operatorTests<T>(query: URLSearchParams, field: string, read: (entry: T) => string): Test<T>[] {
  const value = query.get(field)?.toLowerCase();
  if (!value) return [];
  const [operator = "", ...rest] = value.split(":");
  const compare = rest.length > 0 ? PREFIXED[operator] : undefined;
  const wanted = compare ? rest.join(":") : value;
  return [(entry: T) => (compare ?? equal)(read(entry).toLowerCase(), wanted)];
}

/** The entries that pass all tests, or with `match=any` one of them. */
export function matching<T>(entries: readonly T[], query: URLSearchParams, tests: readonly Test<T>[]): readonly T[] {
  if (tests.length === 0) return entries;
  const any = query.get("match") === "any";
  return entries.filter((entry) => (any ? tests.some((test) => test(entry)) : tests.every((test) => test(entry))));
}
