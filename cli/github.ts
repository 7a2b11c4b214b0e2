import { z } from "zod";
import { EXIT, RolloutError } from "../config/errors";

/** A repository on GitHub, and the right to write to it. */
export interface Repository {
  /** Where the API is: `https://api.github.com`. */
  readonly apiUrl: string;
  /** Owner and name: `outsrc/outsrc`. */
  readonly name: string;
  readonly token: string;
}

/** What a publication did. */
export interface Published {
  readonly action: "created" | "updated";
  /** Page that shows it. */
  readonly url: string;
}

const PER_PAGE = 100;

const writtenSchema = z.looseObject({ html_url: z.string() });
// What people write is never taken for ours: whoever imitates the marker could change the text afterwards.
const author = z.looseObject({ type: z.string() }).nullable();
const commentSchema = z.looseObject({ id: z.number(), user: author, body: z.string().nullish() });
const issueSchema = z.looseObject({
  number: z.number(),
  user: author,
  title: z.string(),
  pull_request: z.unknown().optional(),
});

async function call(repository: Repository, method: string, path: string, body?: unknown): Promise<unknown> {
  const { apiUrl, name, token } = repository;
  const response = await fetch(`${apiUrl}/repos/${name}/${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const missing =
    response.status === 403 || response.status === 404 ? "; the token may lack the permission to write" : "";
  throw new RolloutError(`GitHub answered ${response.status} to ${method} ${path}: ${text.slice(0, 200)}${missing}`);
}

/** The first of all pages' items that a bot wrote and that is the one. */
async function find<T extends { readonly user: { readonly type: string } | null }>(
  repository: Repository,
  path: string,
  schema: z.ZodType<T>,
  isTheOne: (item: T) => boolean,
): Promise<T | undefined> {
  for (let page = 1; ; page++) {
    const separator = path.includes("?") ? "&" : "?";
    const answer = await call(repository, "GET", `${path}${separator}per_page=${PER_PAGE}&page=${page}`);
    const items = z.array(schema).parse(answer);
    const found = items.find((item) => item.user?.type === "Bot" && isTheOne(item));
    if (found !== undefined || items.length < PER_PAGE) return found;
  }
}

async function write(
  repository: Repository,
  method: "POST" | "PATCH",
  path: string,
  body: unknown,
): Promise<Published> {
  const { html_url: url } = writtenSchema.parse(await call(repository, method, path, body));
  return { action: method === "POST" ? "created" : "updated", url };
}

/** Writes a pull request's one comment that begins with a marker, or makes it. */
export async function publishComment(
  repository: Repository,
  pullRequest: number,
  text: string,
  marker: string,
): Promise<Published> {
  const body = text.startsWith(marker) ? text : `${marker}\n\n${text}`;
  const path = `issues/${pullRequest}/comments`;
  const known = await find(repository, path, commentSchema, (comment) => (comment.body ?? "").startsWith(marker));
  if (known) return write(repository, "PATCH", `issues/comments/${known.id}`, { body });
  return write(repository, "POST", path, { body });
}

/** Writes the one open issue of a title, or opens it. */
export async function publishIssue(repository: Repository, title: string, body: string): Promise<Published> {
  const isTheOne = (issue: z.output<typeof issueSchema>) => issue.title === title && issue.pull_request === undefined;
  const known = await find(repository, "issues?state=open", issueSchema, isTheOne);
  if (known) return write(repository, "PATCH", `issues/${known.number}`, { body });
  return write(repository, "POST", "issues", { title, body });
}

/**
 * The repository of this run, from the variables that GitHub Actions sets, and GITHUB_TOKEN.
 * @throws RolloutError if one of them is missing
 */
export function repositoryOf(env: Readonly<Record<string, string | undefined>>): Repository {
  const { GITHUB_API_URL: apiUrl = "https://api.github.com", GITHUB_REPOSITORY: name, GITHUB_TOKEN: token } = env;
  if (!name || !token)
    throw new RolloutError(
      `${name ? "GITHUB_TOKEN" : "GITHUB_REPOSITORY"} is not set; set GITHUB_REPOSITORY to <owner>/<name> and ` +
        "GITHUB_TOKEN to a token that may write to it",
      EXIT.usage,
    );
  return { apiUrl, name, token };
}
