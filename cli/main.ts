import { Command, CommanderError } from "commander";
import { ConfigError, EXIT, RolloutError } from "../config/errors";
import { addCompletion } from "./completion";
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

/** How each verb's command is made. What a verb needs is loaded only for it: all of them together take seconds. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  preview: async () => (await import("./preview.js")).previewCommand(io),
  comment: async () => (await import("./comment.js")).commentCommand(io),
  publish: async () => (await import("./publish.js")).publishCommand(io),
  render: async () => (await import("./render.js")).renderCommand(io),
  overview: async () => (await import("./overview.js")).overviewCommand(io),
  start: async () => (await import("./start.js")).startCommand(io),
  up: async () => (await import("./up.js")).upCommand(io),
  "set-image": async () => (await import("./set-image.js")).setImageCommand(io),
  promote: async () => (await import("./promote.js")).promoteCommand(io),
  undo: async () => (await import("./undo.js")).undoCommand(io),
  restart: async () => (await import("./restart.js")).restartCommand(io),
  status: async () => (await import("./status.js")).statusCommand(io),
  drift: async () => (await import("./drift.js")).driftCommand(io),
  history: async () =>
    (await import("./history.js")).historyCommand(io, (await import("./read-updates.js")).readUpdates),
  diff: async () => (await import("./diff.js")).diffCommand(io, (await import("./read-updates.js")).readUpdates),
  sandbox: async () => (await import("./sandbox.js")).sandboxCommand(io),
};

/** The verbs that a command line may mean; all of them where it names none, for its help and for its completion. */
function verbsOf(args: readonly string[]): readonly string[] {
  const named = args.filter((arg) => Object.hasOwn(VERBS, arg));
  return named.length > 0 ? named : Object.keys(VERBS);
}

async function rollout(): Promise<Command> {
  const program = new Command("rollout")
    .description("Rolls out the environments of a Pulumi project, and takes them back")
    .option("-C, --directory <dir>", "project folder", process.cwd())
    .exitOverride();
  for (const name of verbsOf(process.argv.slice(2))) {
    const command = await VERBS[name]?.();
    if (command) program.addCommand(command.exitOverride());
  }
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
  .then((program) => program.parseAsync())
  .then(
    () => EXIT.done,
    (error: unknown) => report(error),
  )
  .then(
    (code) => process.exit(code),
    () => process.exit(EXIT.failed),
  );
