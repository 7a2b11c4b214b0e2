import type { ResultInfo } from "./api";

/** How many entries a list may have on a page. */
export interface PageSizes {
  readonly default: number;
  readonly max: number;
}

/** The page that a query asks for. Clients stop at an empty page, so one beyond the last is no error. */
export function paginate<T>(entries: readonly T[], query: URLSearchParams, sizes: PageSizes) {
  const page = positive(query.get("page")) ?? 1;
  const perPage = Math.min(positive(query.get("per_page")) ?? sizes.default, sizes.max);
  const result = entries.slice((page - 1) * perPage, page * perPage);
  const info: ResultInfo = {
    page,
    per_page: perPage,
    count: result.length,
    total_count: entries.length,
    // An empty list has one page, too (joshuaavalon/docker-cloudflare#76).
    total_pages: Math.max(1, Math.ceil(entries.length / perPage)),
  };
  return { result, info };
}

function positive(text: string | null): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
