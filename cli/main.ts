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
};

/** Makes the command of each verb. What a verb needs is loaded only for it: all of them together take seconds. */
const VERBS = new Map<string, () => Promise<Command>>([
  ["preview", async () => (await import("./preview.js")).previewCommand(io)],
  ["comment", async () => (await import("./comment.js")).commentCommand(io)],
  ["publish", async () => (await import("./publish.js")).publishCommand(io)],
  ["render", async () => (await import("./render.js")).renderCommand(io)],
  ["overview", async () => (await import("./overview.js")).overviewCommand(io)],
  ["start", async () => (await import("./start.js")).startCommand(io)],
  ["up", async () => (await import("./up.js")).upCommand(io)],
  ["set-image", async () => (await import("./set-image.js")).setImageCommand(io)],
  ["promote", async () => (await import("./promote.js")).promoteCommand(io)],
  ["undo", async () => (await import("./undo.js")).undoCommand(io)],
  ["restart", async () => (await import("./restart.js")).restartCommand(io)],
  ["status", async () => (await import("./status.js")).statusCommand(io)],
  ["drift", async () => (await import("./drift.js")).driftCommand(io)],
  ["history", async () => (await import("./history.js")).historyCommand(io, await historyReader())],
  ["diff", async () => (await import("./diff.js")).diffCommand(io, await historyReader())],
  ["sandbox", async () => (await import("./sandbox.js")).sandboxCommand(io)],
]);

async function historyReader() {
  return (await import("./read-updates.js")).readUpdates;
}

async function rollout(args: readonly string[]): Promise<Command> {
  const program = new Command("rollout")
    .description("Rolls out the environments of a Pulumi project, and takes them back")
    .option("-C, --directory <dir>", "project folder", process.cwd())
    .exitOverride();
  const [verb = ""] = program.parseOptions([...args]).operands;
  const named = VERBS.get(verb);
  // Help, completion and a misspelt verb need to know all of them.
  for (const makeCommand of named ? [named] : VERBS.values()) program.addCommand((await makeCommand()).exitOverride());
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

const args = process.argv.slice(2);
rollout(args)
  .then((program) => program.parseAsync(args, { from: "user" }))
  .then(
    () => EXIT.done,
    (error: unknown) => report(error),
  )
  .then(
    (code) => process.exit(code),
    () => process.exit(EXIT.failed),
  );
