import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Runs git in a folder, and returns what it prints, unchanged.
 * @throws Error if git is missing, or ends with another exit code than 0
 */
export async function git(directory: string, ...args: string[]): Promise<string> {
  // A commit can touch more files than a pipe's default buffer holds names of.
  const { stdout } = await run("git", ["-C", directory, ...args], { maxBuffer: 2 ** 26 });
  return stdout;
}
