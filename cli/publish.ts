import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { COMMENT_MARKER } from "./format-markdown-comment";
import { publishComment, publishIssue, repositoryOf } from "./github";
import type { Io } from "./io";

interface Options {
  readonly pullRequest?: number;
  readonly issue?: string;
}

const HELP = `
GITHUB_REPOSITORY and GITHUB_TOKEN say where and by whom; GitHub Actions sets the first. Only what a bot wrote is
written again, so a token of a person makes a new comment each time.

Examples:
  $ rollout publish comment.md --pull-request 12    # the pull request's one comment
  $ rollout publish drift.md --issue "Drift: prod"  # the one open issue of that title`;

function pullRequestNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("write the pull request's number, such as 12");
  return Number(text);
}

async function readBody(file: string): Promise<string> {
  const body = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new RolloutError(`cannot read ${file}; name the file that holds the text`, EXIT.usage, { cause });
  });
  if (body.trim() === "") throw new RolloutError(`${file} is empty, so there is nothing to publish`, EXIT.usage);
  return body;
}

/** `rollout publish`: a text as a pull request's one comment, or as one open issue, on GitHub. */
export function publishCommand(io: Io, env: NodeJS.ProcessEnv = process.env): Command {
  return new Command("publish")
    .description("write a text to a pull request or an issue on GitHub, in the place of the one before")
    .argument("<file>", "the text, in Markdown")
    .option("--pull-request <number>", "write it as the comment of this pull request", pullRequestNumber)
    .option("--issue <title>", "write it as the open issue of this title")
    .addHelpText("after", HELP)
    .action(async (file: string, { pullRequest, issue }: Options) => {
      if ((pullRequest === undefined) === (issue === undefined))
        throw new RolloutError("name either a --pull-request or an --issue", EXIT.usage);
      const body = await readBody(file);
      const repository = repositoryOf(env);
      const { action, url } =
        pullRequest === undefined
          ? await publishIssue(repository, issue ?? "", body)
          : await publishComment(repository, pullRequest, body, COMMENT_MARKER);
      io.result(`${action} ${url}`);
    });
}
