import { withJsonServer, type JsonAnswer, type JsonRequest } from "./json-server";

/** An issue as GitHub has it; a pull request is one too. */
export interface Issue {
  readonly number: number;
  readonly title: string;
  body: string;
  state: "open" | "closed";
  readonly user: { readonly type: string };
  readonly pull_request?: object;
}

/** A comment on an issue or a pull request. */
export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: { readonly type: string };
}

/** One repository on GitHub: as much of it as `rollout publish` uses. */
export interface GitHub {
  /** Variables that a runner sets for its workflows. */
  readonly env: Readonly<Record<string, string>>;
  /** What `github.token` is in a workflow. */
  readonly token: string;
  /** Oldest first. */
  readonly issues: readonly Issue[];
  /** Oldest first. */
  readonly comments: readonly Comment[];
}

const NAME = "outsrc/outsrc";
const TOKEN = "token-of-a-run";
const BOT = { type: "Bot" };
const NOT_FOUND: JsonAnswer = { status: 404, body: { message: "Not Found" } };

function page(items: readonly object[], query: URLSearchParams): JsonAnswer {
  const [size, number] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
  return { body: items.slice((number - 1) * size, number * size) };
}

function written(item: { body: string }): JsonAnswer {
  return { body: { ...item, html_url: `https://github.test/${NAME}` } };
}

function edited(item: { body: string } | undefined, body: string): JsonAnswer {
  if (!item) return NOT_FOUND;
  item.body = body;
  return written(item);
}

function answer(issues: Issue[], comments: Comment[], { method, url, authorization, body }: JsonRequest): JsonAnswer {
  if (authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: "Bad credentials" } };
  const { pathname, searchParams: query } = new URL(url, "http://github.test");
  const route = `${method} ${pathname.replace(`/repos/${NAME}/`, "")}`;
  const { title = "", body: text = "" } = (body ?? {}) as { title?: string; body?: string };
  const number = Number(/\d+/.exec(route)?.[0]);
  switch (route.replace(/\d+/, "N")) {
    case "GET issues": {
      const state = query.get("state") ?? "open";
      const wanted = issues.filter((issue) => state === "all" || issue.state === state);
      return page(wanted.toReversed(), query);
    }
    case "POST issues":
      issues.push({ number: issues.length + 1, title, body: text, state: "open", user: BOT });
      return written(issues.at(-1)!);
    case "PATCH issues/N":
      return edited(
        issues.find((issue) => issue.number === number),
        text,
      );
    case "GET issues/N/comments":
      return page(
        comments.filter(({ issue }) => issue === number),
        query,
      );
    case "POST issues/N/comments":
      comments.push({ id: comments.length + 1, issue: number, body: text, user: BOT });
      return written(comments.at(-1)!);
    case "PATCH issues/comments/N":
      return edited(
        comments.find(({ id }) => id === number),
        text,
      );
    default:
      return NOT_FOUND;
  }
}

/** A repository that has these issues, as long as `use` takes. It is listed and paged as GitHub's API says. */
export function withGitHub<T>(use: (github: GitHub) => Promise<T>, issues: Issue[] = []): Promise<T> {
  const comments: Comment[] = [];
  return withJsonServer(
    (request) => answer(issues, comments, request),
    (url) => use({ env: { GITHUB_API_URL: url, GITHUB_REPOSITORY: NAME }, token: TOKEN, issues, comments }),
  );
}
