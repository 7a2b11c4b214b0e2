import { execFileSync } from "node:child_process";
import { withDirectory } from "./temporary-directory";

/** A git repository. */
export interface Repository {
  readonly directory: string;
  /** Runs git in it, and returns what it prints. */
  readonly git: (...args: string[]) => string;
  /** Commits everything as it is, and returns the commit. */
  readonly commit: (message: string) => string;
}

const IDENTITY = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

/** Makes a folder a repository whose branch `main` has one commit: the folder as it is. */
export function repositoryIn(directory: string): Repository {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", directory, ...IDENTITY, ...args], { encoding: "utf8" }).trim();
  const commit = (message: string) => {
    git("add", "--all");
    git("commit", "--quiet", "--no-verify", "--message", message);
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch", "main");
  commit("first");
  return { directory, git, commit };
}

/** Makes a repository with one commit of these files, uses it, and removes it. */
export function withRepository<T>(
  files: Readonly<Record<string, string>>,
  use: (repository: Repository) => Promise<T>,
): Promise<T> {
  return withDirectory(files, (directory) => use(repositoryIn(directory)));
}
