import { Command, CommanderError } from "commander";
import { ConfigError, EXIT, RolloutError } from "../config/errors";
import { commentCommand } from "./comment";
import { addCompletion } from "./completion";
import { diffCommand } from "./diff";
import { driftCommand } from "./drift";
import { historyCommand } from "./history";
import { overviewCommand } from "./overview";
import { previewCommand } from "./preview";
import { promoteCommand } from "./promote";
import { publishCommand } from "./publish";
import { renderCommand } from "./render";
import { restartCommand } from "./restart";
import { sandboxCommand } from "./sandbox";
import { readUpdates } from "./session";
import { setImageCommand } from "./set-image";
import { startCommand } from "./start";
import { statusCommand } from "./status";
import { undoCommand } from "./undo";
import { upCommand } from "./up";
import type { Io } from "./io";

const io: Io = {
  result: (text) => {
    console.log(text);
  },
  progress: (line) => {
    console.error(line);
  },
  interactive: process.stderr.isTTY,
  color: process.stdout.isTTY && !process.env["NO_COLOR"],
};

function rollout(): Command {
  const program = new Command("rollout")
    .description("Rolls out the environments of a Pulumi project, and takes them back")
    .option("-C, --directory <dir>", "project folder", process.cwd())
    .exitOverride();
  const commands = [
    previewCommand(io),
    commentCommand(io),
    publishCommand(io),
    renderCommand(io),
    overviewCommand(io),
    startCommand(io),
    upCommand(io),
    setImageCommand(io),
    promoteCommand(io),
    undoCommand(io),
    restartCommand(io),
    statusCommand(io),
    driftCommand(io),
    historyCommand(io, readUpdates),
    diffCommand(io, readUpdates),
    sandboxCommand(io),
  ];
  for (const command of commands) program.addCommand(command.exitOverride());
  addCompletion(program, io);
  return program;
}

/** What a failure means to the shell, and what the user reads of it: a mistake of theirs never shows a stack trace. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ConfigError || error instanceof RolloutError) {
    console.error(error.message);
    return error instanceof RolloutError ? error.exitCode : EXIT.usage;
  }
  console.error(error);
  return EXIT.failed;
}

rollout()
  .parseAsync()
  .then(
    () => EXIT.done,
    (error: unknown) => report(error),
  )
  .then(
    (code) => process.exit(code),
    () => process.exit(EXIT.failed),
  );
