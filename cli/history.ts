import { Command } from "commander";
import { readStackFile } from "../offline/stack-file";
import { diffConfigs } from "../rollout/config-diff";
import { historyOf, revisionOf, type HistoryEntry } from "../rollout/revisions";
import type { Update } from "../rollout/update";
import { directoryOf } from "./directory";
import { formatHistory, formatRevision, historyJson } from "./format-history";
import type { Io } from "./io";
import { parseRevision } from "./parse-revision";

/** Every update of a stack, the newest first. With `withSecrets`, config values are decrypted. */
export type ReadHistory = (
  directory: string,
  stack: string,
  options?: { withSecrets?: boolean },
) => Promise<readonly Update[]>;

const HELP = `
An update that failed, or still runs, has no number. COMMIT ends in -dirty where files differed from it.

Examples:
  $ rollout history prod
  $ rollout history prod --revision 12
  $ rollout history prod --json | jq '.[] | select(.result == "failed")'`;

function oneRevision(stack: string, project: string, history: readonly HistoryEntry[], number: number): string {
  const revision = revisionOf(history, number);
  const before = number > 1 ? revisionOf(history, number - 1).update.config : undefined;
  return formatRevision(stack, revision, before && diffConfigs(before, revision.update.config, project));
}

/** `rollout history <stack>`: what was deployed, when, by whom and why. */
export function historyCommand(io: Io, readHistory: ReadHistory): Command {
  return new Command("history")
    .description("list the revisions of a stack: when, who, which images, and why")
    .argument("<stack>", "name of the stack, such as prod")
    .option("--revision <number>", "show all of one revision", parseRevision)
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (stack: string, { revision, json }: { revision?: number; json?: true }, command: Command) => {
      const directory = directoryOf(command);
      const { project } = readStackFile(directory, stack);
      const history = historyOf(await readHistory(directory, stack), project);
      if (json) {
        const entries = history.map(historyJson);
        const shown = revision === undefined ? entries : historyJson(revisionOf(history, revision));
        io.result(JSON.stringify(shown, null, 2));
      } else if (revision !== undefined) io.result(oneRevision(stack, project, history, revision));
      else if (history.length > 0) io.result(formatHistory(history));
      else io.progress(`${stack} has no history yet; run rollout up ${stack}`);
    });
}
