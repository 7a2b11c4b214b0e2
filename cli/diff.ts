import { Command } from "commander";
import { EXIT, RolloutError } from "../config/errors";
import { readStackFile } from "../offline/stack-file";
import { diffConfigs } from "../rollout/config-diff";
import { historyOf, isRevision, revisionOf, type HistoryEntry, type Revision } from "../rollout/revisions";
import { SECRET } from "../rollout/update";
import { directoryOf } from "./directory";
import { configLines } from "./format-config-diff";
import type { ReadHistory } from "./history";
import type { Io } from "./io";
import { parseRevision } from "./parse-revision";

/** One revision of one stack. */
interface Side {
  readonly stack: string;
  readonly revision: Revision;
}

const HELP = `
Two stacks are compared by their newest revisions. Secrets are never shown; clusters are not compared.

Examples:
  $ rollout diff prod 11 12
  $ rollout diff dev staging`;

function newest(stack: string, history: readonly HistoryEntry[]): Side {
  const revision = history.findLast(isRevision);
  if (!revision) throw new RolloutError(`${stack} has no revision yet; run rollout up ${stack}`, EXIT.usage);
  return { stack, revision };
}

function numberOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new RolloutError(
    `${text} is no revision; compare two of one stack (rollout diff dev 11 12), or two stacks (rollout diff dev staging)`,
    EXIT.usage,
  );
}

const label = ({ stack, revision }: Side) => `${stack} revision ${revision.number}`;

/** `rollout diff <stack> N M`, `rollout diff dev staging`: which images and config keys differ. */
export function diffCommand(io: Io, readHistory: ReadHistory): Command {
  return new Command("diff")
    .description("compare two revisions of a stack, or two stacks: images and config keys")
    .argument("<stack>", "name of a stack, such as dev")
    .argument("<other>", "another stack; or a revision of the first one, and then a second revision")
    .argument("[revision]", "revision to compare with", parseRevision)
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(
      async (stack: string, other: string, number: number | undefined, flags: { json?: true }, command: Command) => {
        const directory = directoryOf(command);
        const read = async (name: string) => {
          const { project } = readStackFile(directory, name);
          const updates = await readHistory(directory, name);
          // Two secrets can be told apart by their values only, which are compared and never shown.
          const isSecret = updates.some(({ config }) => Object.values(config).includes(SECRET));
          return historyOf(isSecret ? await readHistory(directory, name, { withSecrets: true }) : updates, project);
        };
        const history = await read(stack);
        const sides =
          number === undefined
            ? [newest(stack, history), newest(other, await read(other))]
            : [numberOf(other), number].map((one): Side => ({ stack, revision: revisionOf(history, one) }));
        const [before, after] = sides.map(({ revision }) => revision.update.config);
        const { project } = readStackFile(directory, stack);
        const diff = diffConfigs(before ?? {}, after ?? {}, project);
        const [left, right] = sides.map(({ stack: name, revision }) => ({ stack: name, revision: revision.number }));
        const lines = configLines(diff);
        io.result(
          flags.json
            ? JSON.stringify({ before: left, after: right, ...diff }, null, 2)
            : [
                sides.map(label).join(" → "),
                ...(lines.length > 0 ? lines : ["no difference"]).map((line) => `  ${line}`),
              ].join("\n"),
        );
      },
    );
}
