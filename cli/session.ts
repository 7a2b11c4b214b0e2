import type { Command } from "commander";
import { loadProgram, runProgram } from "../offline/run-program";
import { isProgramFile } from "../offline/affected-stacks";
import { codeChangedSince } from "../offline/changed-files";
import { withWorktree } from "../offline/base-worktree";
import { readStackFile } from "../offline/stack-file";
import { connectCluster } from "../rollout/cluster";
import { openStack } from "../rollout/engine";
import { redact } from "../rollout/evidence";
import type { Session, Ui } from "../rollout/session";
import { mapOf } from "../rollout/stack-values";
import { SECRET, type StackValues } from "../rollout/update";
import { readEnvironment } from "../sandbox/environment";
import { directoryOf } from "./directory";
import { takeInterrupts } from "./interrupts";
import type { Io } from "./io";
import { terminalUi } from "./terminal-ui";

/** Flags that verbs with an engine share. */
export interface SessionOptions {
  /** Whether questions are answered with yes, unasked. */
  readonly yes?: boolean | undefined;
  /** Milliseconds to wait where somebody else is updating the stack; none by default. */
  readonly waitForLock?: number | undefined;
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(mapOf(value)).flatMap(leaves);
}

function valuesOf(directory: string, stack: string, text: string): StackValues {
  const { values, secretKeys } = readStackFile(directory, stack, text);
  return { ...values, ...Object.fromEntries(secretKeys.map((key) => [key, SECRET])) };
}

/**
 * Opens a stack, and hands it to a verb. A folder that `rollout sandbox up` made brings its own environment.
 * @throws ConfigError if there is no such stack
 */
export async function withSession<T>(
  io: Io,
  command: Command,
  stack: string,
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const directory = directoryOf(command);
  const { project, programDirectory, defaults, secretKeys } = readStackFile(directory, stack);
  const env = readEnvironment(directory) ?? {};
  // The program runs in this process, and looks for its tokens here.
  Object.assign(process.env, env);
  let secrets: readonly string[] = [];
  const clean = (text: string) => redact(text, secrets);
  const ui: Ui = terminalUi(
    {
      ...io,
      progress: (line) => {
        io.progress(clean(line));
      },
    },
    options.yes ?? false,
  );
  const engine = await openStack({
    directory,
    stack,
    program: loadProgram(programDirectory),
    env,
    lock: {
      waitMs: options.waitForLock,
      onProgress: (line) => {
        ui.progress(line);
      },
    },
  });
  if (secretKeys.length > 0) {
    const decrypted = await engine.decrypted();
    secrets = secretKeys.flatMap((key) => leaves(decode(decrypted[key])));
  }
  return use({
    directory,
    stack,
    project,
    defaults,
    engine,
    ui,
    redact: clean,
    valuesOf: (text) => valuesOf(directory, stack, text),
    connect: connectCluster,
    check: async (text) => {
      await runProgram(directory, stack, text);
    },
    codeSince: (commit) => codeChangedSince(programDirectory, commit, isProgramFile),
    withProgramAt: (commit, run) => withWorktree(programDirectory, commit, (tree) => run(loadProgram(tree))),
    onInterrupt: takeInterrupts,
  });
}

function decode(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
