import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, RolloutError } from "../config/errors";
import { git } from "./git";

/**
 * Checks a commit of the project out into a temporary worktree with the node_modules of today, and removes it after use.
 *
 * @param directory - the project folder, anywhere in a git repository
 * @param ref - what git takes for a commit: `HEAD`, `main`, `v1.2.0`
 * @param use - gets the project folder inside the worktree
 * @throws RolloutError if git knows no such commit
 */
export async function withWorktree<T>(
  directory: string,
  ref: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const commit = await git(directory, "rev-parse", "--verify", "--quiet", `${ref}^{commit}`).catch((cause: unknown) => {
    const what = `git knows no commit "${ref}" in ${directory}`;
    throw new RolloutError(`${what}; name a branch, tag or commit with --base`, EXIT.usage, { cause });
  });
  const prefix = await git(directory, "rev-parse", "--show-prefix");
  const worktree = join(await mkdtemp(join(await realpath(tmpdir()), "outsrc-base-")), "tree");
  try {
    await git(directory, "worktree", "add", "--detach", "--quiet", worktree, commit.trim());
    const base = join(worktree, prefix.trim());
    const modules = join(directory, "node_modules");
    if (existsSync(base) && existsSync(modules)) await symlink(await realpath(modules), join(base, "node_modules"));
    return await use(base);
  } finally {
    await rm(join(worktree, ".."), { recursive: true, force: true });
    await git(directory, "worktree", "prune");
  }
}
