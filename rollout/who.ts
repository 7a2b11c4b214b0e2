import { parseMessage } from "./change-cause";
import type { Update } from "./update";

/** Who made an update, as far as the history knows. */
export interface Who {
  readonly name: string;
  /**
   * `by`: `rollout` noted it. `ci`: the CI system, which the engine noted without the person. `git author`: who wrote the
   * commit, which need not be who deployed it.
   */
  readonly source: "by" | "ci" | "git author";
}

// Whoever started the run, where a CI system says so. GitHub's triggering actor is the one who re-ran a workflow.
const CI_ACTORS = [
  "GITHUB_TRIGGERING_ACTOR",
  "GITHUB_ACTOR",
  "GITLAB_USER_LOGIN",
  "CIRCLE_USERNAME",
  "BUILD_REQUESTEDFOR",
  "BUILDKITE_BUILD_CREATOR",
] as const;

/**
 * Who runs this process, for the trailer `by:`: the CI actor, else `user@host`. The engine itself notes no person but the
 * author of the git commit.
 */
export function actorOf(env: Readonly<Record<string, string | undefined>>, user: string, host: string): string {
  const actor = CI_ACTORS.map((name) => env[name]).find((name) => name !== undefined && name !== "");
  return actor ?? `${user}@${host}`;
}

/** Who made an update; `undefined` if the history does not say. */
export function whoOf({ message, environment }: Pick<Update, "message" | "environment">): Who | undefined {
  const { by } = parseMessage(message);
  const { "ci.system": ci, "ci.build.number": number, "git.author": author } = environment;
  if (by !== undefined) return { name: ci === undefined ? by : `${by} (${ci})`, source: "by" };
  if (ci !== undefined) return { name: number === undefined ? ci : `${ci} #${number}`, source: "ci" };
  return author === undefined || author === "" ? undefined : { name: author, source: "git author" };
}
