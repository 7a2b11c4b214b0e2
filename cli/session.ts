import type { Command } from "commander";
import { canonicalValue } from "../config/decode";
import { isProgramFile } from "../offline/affected-stacks";
import { codeChangedSince } from "../offline/changed-files";
import { withWorktree } from "../offline/base-worktree";
import { readStackFile } from "../offline/stack-file";
import { openDeployedStack, openStack, type Engine } from "../rollout/engine";
import { findCommand } from "../rollout/engine-cli";
import { redact } from "../rollout/evidence";
import { Overtaken } from "../rollout/lock-wait";
import type { Session, Ui } from "../rollout/session";
import { mapOf } from "../rollout/stack-values";
import { SECRET, type StackValues } from "../rollout/update";
import { adoptEnvironment } from "../sandbox/environment";
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
  /**
   * Whether a stack that its backend does not have is created. If not, whatever reads it throws `NeverDeployed`.
   * @default true
   */
  readonly create?: boolean;
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(mapOf(value)).flatMap(leaves);
}

/** Values as the history has them. */
function canonical(values: StackValues): StackValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, canonicalValue(key.slice(key.lastIndexOf(":") + 1), value)]),
  );
}

function valuesOf(directory: string, stack: string, text: string): StackValues {
  const { values, secretKeys } = readStackFile(directory, stack, text);
  return { ...canonical(values), ...Object.fromEntries(secretKeys.map((key) => [key, SECRET])) };
}

/** A terminal whose progress shows no secret. */
function cleanUi(io: Io, yes: boolean, clean: (text: string) => string): Ui {
  const progress = (line: string) => {
    io.progress(clean(line));
  };
  return terminalUi({ ...io, progress }, yes);
}

async function secretValues(engine: Engine, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const decrypted = await engine.decrypted();
  return keys.flatMap((key) => leaves(decode(decrypted[key])));
}

/**
 * Opens a stack for a verb. A folder that `rollout sandbox up` made brings its own environment.
 * @throws ConfigError if there is no such stack file
 */
export async function openSession(
  io: Io,
  command: Command,
  stack: string,
  { yes = false, waitForLock, create: isCreated = true }: SessionOptions,
): Promise<Session> {
  const directory = directoryOf(command);
  const { project, programDirectory, defaults, secretKeys } = readStackFile(directory, stack);
  const env = adoptEnvironment(directory) ?? {};
  let secrets: readonly string[] = [];
  const clean = (text: string) => redact(text, secrets);
  const ui = cleanUi(io, yes, clean);
  const lock = {
    waitMs: waitForLock,
    onProgress: (line: string) => {
      ui.progress(line);
    },
  };
  // What declares resources takes as long to load as the CLI takes to read, and many verbs only read.
  const offline = () => import("../offline/run-program.js");
  const programIn = async (folder: string) => (await offline()).loadProgram(folder);
  const options = { directory, stack, program: async () => (await programIn(programDirectory))(), env, lock };
  const create = async () => {
    // The program loads while the CLI is looked for. A stack is not created for a program that cannot be loaded.
    const [command] = await Promise.all([findCommand(stack), programIn(programDirectory)]);
    return openStack({ ...options, command });
  };
  const engine = isCreated ? await create() : openDeployedStack(options);
  secrets = await secretValues(engine, secretKeys);
  return {
    directory,
    stack,
    project,
    defaults: canonical(defaults),
    engine,
    ui,
    redact: clean,
    conceal: (values) => {
      secrets = [...secrets, ...values];
    },
    valuesOf: (text) => valuesOf(directory, stack, text),
    connect: async (connection) => (await import("../rollout/cluster.js")).connectCluster(connection),
    check: async (text) => {
      await (await offline()).runProgram(directory, stack, text);
    },
    codeSince: (commit) => codeChangedSince(programDirectory, commit, isProgramFile),
    withProgramAt: (commit, run) => withWorktree(programDirectory, commit, async (tree) => run(await programIn(tree))),
    onInterrupt: takeInterrupts,
  };
}

/** Runs a verb. An error of the program may quote a secret, and has not passed the CLI, which would mask it. */
export async function redacted<T>({ redact: clean }: Pick<Session, "redact">, run: () => Promise<T>): Promise<T> {
  return run().catch((error: unknown) => {
    if (error instanceof Error) error.message = clean(error.message);
    throw error;
  });
}

/**
 * Opens a stack, and hands it to a verb; once more whenever somebody else's update came first.
 * @throws ConfigError if there is no such stack file
 * @throws NeverDeployed if the backend does not have the stack and it is not to be created
 */
export async function withSession<T>(
  io: Io,
  command: Command,
  stack: string,
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(io, command, stack, options);
  for (;;)
    try {
      return await redacted(session, () => use(session));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      session.ui.progress(`${stack} was updated by somebody else meanwhile; looking again`);
    }
}

function decode(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
