import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CommandError,
  ConcurrentUpdateError,
  LocalWorkspace,
  PulumiCommand,
  Stack,
  StackNotFoundError,
  type ConfigMap,
  type Deployment,
  type EngineEvent,
  type LocalWorkspaceOptions,
} from "@pulumi/pulumi/automation";
import { RolloutError } from "../config/errors";
import { encryptValues } from "./encrypt-values";
import { separateConnections } from "./engine-connections";
import { complaintsOf, NeverDeployed, openingFailure } from "./engine-errors";
import { inlineProgram, type EngineObserver, type Program, type RunOptions, type UpOptions } from "./engine-run";
import { Overtaken, withLock, type LockPolicy } from "./lock-wait";
import { untilProgramFails } from "./program-failure";
import { parseState, type StackState } from "./stack-state";
import { connectionOf, stepOf, type Step } from "./steps";
import { withWholeFiles } from "./torn-files";
import { parseUpdates, type Update } from "./update";

/** Which stack of which project folder, and what the engine gets to know. */
export interface EngineOptions {
  /** Project folder: Pulumi.yaml and the stack files. */
  readonly directory: string;
  readonly stack: string;
  /** The program, run in this process: the very function that `pulumi up` runs. */
  readonly program: Program;
  /**
   * Environment variables for the engine and the providers, over those of this process.
   * @default {}
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The Pulumi CLI to drive.
   * @default - the one on PATH
   */
  readonly command?: PulumiCommand;
  /**
   * Gets what the CLI prints, as it comes.
   * @default - it is dropped
   */
  readonly onOutput?: ((text: string) => void) | undefined;
  /**
   * What to do where somebody else is updating the stack.
   * @default - refuse at once
   */
  readonly lock?: LockPolicy | undefined;
}

/** One stack in the hands of the Pulumi engine. */
export interface Engine {
  /** Every update of the stack, the newest first. With `withSecrets`, config values are decrypted. */
  history(options?: { withSecrets?: boolean }): Promise<readonly Update[]>;
  /** What the engine remembers of the stack. */
  state(): Promise<StackState>;
  /**
   * Puts an edited state in place of the one that is there: for repairs.
   * @param edit - gets the state as parsed and as exported; `undefined` leaves it as it is
   */
  repair(edit: (state: StackState, deployment: unknown) => Promise<unknown>): Promise<void>;
  /** What an update would do. With `configFile`, as if the stack file were that one. */
  preview(options?: RunOptions & { configFile?: string | undefined }): Promise<readonly Step[]>;
  /**
   * Updates the stack. `message` is kept in its history; its first line is the change cause.
   * @throws Overtaken if the update is planned, and somebody else's came first
   */
  up(message?: string, options?: UpOptions): Promise<readonly Step[]>;
  /** Reads everything that the state names from the cluster and from Cloudflare. */
  refresh(): Promise<void>;
  /** Deletes everything that the stack holds; with `excludeProtected`, everything that is not protected. */
  destroy(options?: { excludeProtected?: boolean }): Promise<readonly Step[]>;
  /** Config values of the stack file, decrypted, by full key: strings as they are, everything else as JSON. */
  decrypted(): Promise<Readonly<Record<string, string>>>;
  /** Encrypts values for the stack file, by path below a key: `outsrc:secrets.front.API_TOKEN`. */
  encrypt(values: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
}

separateConnections();

// Where a backend gave less than it is asked for, the history would seem to end there, and every revision would get another
// number. A DIY backend cuts pages of any size itself. To Pulumi Cloud the CLI passes the size on; its API documents no limit
// for updates, and one of 100 for deployments.
const HISTORY_PAGE = 100;
const NO_LOCK: LockPolicy = { onProgress: () => undefined };

/** Runs an operation of the Automation API, passes on what happens, and gathers its steps. */
async function observe(
  observer: EngineObserver,
  run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  await run(({ preludeEvent, resourcePreEvent, diagnosticEvent }) => {
    if (preludeEvent) observer.onBegin?.();
    const step = stepOf(resourcePreEvent?.metadata);
    if (step) {
      steps.push(step);
      observer.onStep?.(step);
    }
    const connection = connectionOf(resourcePreEvent?.metadata);
    if (connection) observer.onConnection?.(connection);
    if (diagnosticEvent?.severity === "error")
      observer.onProblem?.({ urn: diagnosticEvent.urn, message: diagnosticEvent.message.trim() });
  });
  return steps;
}

/** An error of the CLI in its own words. */
function explain(error: unknown): unknown {
  if (!(error instanceof CommandError) || error instanceof ConcurrentUpdateError) return error;
  const words = complaintsOf(error.message).map((complaint) => `error: ${complaint}`);
  return words.length === 0 ? error : new RolloutError(words.join("\n"), undefined, { cause: error });
}

/** How to run an operation that needs the lock of the stack. */
interface Exclusive<T> {
  /** See `withLock`. */
  readonly afterOthers: () => Promise<T>;
  /** Whether the operation may be run again if it failed over a torn file. */
  readonly isRepeatable: () => boolean;
}

/** Runs an operation, and once more if it failed over a torn file of the backend. */
function soundly<T>(options: EngineOptions, operation: () => Promise<T>, isRepeatable = () => true): Promise<T> {
  const backend = {
    directory: options.directory,
    url: async () => {
      const workspace = await LocalWorkspace.create(workspaceOf(options));
      return (await workspace.whoAmI()).url;
    },
  };
  const isSuspect = (error: unknown) =>
    error instanceof CommandError && !(error instanceof ConcurrentUpdateError) && isRepeatable();
  return withWholeFiles(backend, isSuspect, operation);
}

class PulumiEngine implements Engine {
  private wasRead = false;
  /** The stack file that was decrypted last. */
  private decryptedFile?: { readonly text: string; readonly values: Promise<ConfigMap> };

  constructor(
    private readonly stack: Stack,
    private readonly options: EngineOptions,
  ) {}

  private get common() {
    return { onOutput: this.options.onOutput ?? (() => undefined), color: "never" as const };
  }

  /** One that cannot be read at first is the user's to put right. Later that is a failure like any other. */
  private async read<T>(operation: () => Promise<T>): Promise<T> {
    const { wasRead } = this;
    const found = await soundly(this.options, operation).catch((error: unknown) => {
      if (wasRead) throw explain(error);
      return unreadable(this.options.stack)(error);
    });
    this.wasRead = true;
    return found;
  }

  private exclusively<T>(
    operation: () => Promise<T>,
    { afterOthers = operation, isRepeatable = () => true }: Partial<Exclusive<T>> = {},
  ): Promise<T> {
    const attempt = (once: () => Promise<T>) => () => soundly(this.options, once, isRepeatable);
    return withLock(
      {
        stack: this.stack.name,
        cancel: () => this.stack.cancel(),
        refusal: (error) => (error instanceof ConcurrentUpdateError ? error.message : undefined),
      },
      this.options.lock ?? NO_LOCK,
      attempt(operation),
      attempt(afterOthers),
    ).catch((error: unknown) => {
      throw explain(error);
    });
  }

  async history({ withSecrets = false }: { withSecrets?: boolean } = {}) {
    const updates: Update[] = [];
    for (let page = 1; ; page++) {
      const found = await this.read(() => this.stack.history(HISTORY_PAGE, page, withSecrets));
      updates.push(...parseUpdates(found));
      if (found.length < HISTORY_PAGE) return updates;
    }
  }

  async state() {
    return parseState((await this.read(() => this.stack.exportStack())).deployment);
  }

  async repair(edit: (state: StackState, deployment: unknown) => Promise<unknown>) {
    const attempt = async () => {
      const exported = await this.stack.exportStack();
      const deployment: unknown = exported.deployment;
      const edited = await edit(parseState(deployment), deployment);
      if (edited !== undefined) await this.stack.importStack({ ...exported, deployment: edited });
    };
    const afterOthers = async () => {
      // Waits for the lock. An attempt would read the state before it has the lock, and put back what is old by then.
      await this.stack.refresh(this.common);
      await attempt();
    };
    await this.exclusively(attempt, { afterOthers });
  }

  async preview({ program, signal, configFile, ...observer }: RunOptions & { configFile?: string | undefined } = {}) {
    const attempt = () =>
      untilProgramFails(signal, (signal) =>
        observe(observer, (onEvent) =>
          this.stack.preview({ ...this.common, ...inline(program), signal, configFile, onEvent }),
        ),
      );
    return soundly(this.options, attempt).catch((error: unknown) => {
      throw explain(error);
    });
  }

  async up(message?: string, { program, signal, isPlanned = false, ...observer }: UpOptions = {}) {
    let hasBegun = false;
    const onStep = (step: Step) => {
      hasBegun = true;
      observer.onStep?.(step);
    };
    const update = () => {
      // Once there is an engine, it is told; before that nobody would listen.
      signal?.throwIfAborted();
      return untilProgramFails(signal, (signal) =>
        observe({ ...observer, onStep }, (onEvent) =>
          this.stack.up({ ...this.common, ...inline(program), signal, message, onEvent }),
        ),
      );
    };
    const giveWay = async () => {
      signal?.throwIfAborted();
      // Waits for the lock.
      await this.stack.refresh(this.common);
      signal?.throwIfAborted();
      throw new Overtaken(this.stack.name);
    };
    return this.exclusively(update, {
      afterOthers: isPlanned ? giveWay : update,
      isRepeatable: () => !hasBegun,
    });
  }

  async refresh() {
    await this.exclusively(() => this.stack.refresh(this.common));
  }

  async destroy({ excludeProtected = false }: { excludeProtected?: boolean } = {}) {
    // Without a look ahead the engine deletes until it meets what is protected, and stops half way.
    await this.stack.previewDestroy({ ...this.common, excludeProtected });
    return this.exclusively(() =>
      observe({}, (onEvent) => this.stack.destroy({ ...this.common, onEvent, excludeProtected })),
    );
  }

  async decrypted() {
    const { directory, stack } = this.options;
    const text = await readFile(join(directory, `Pulumi.${stack}.yaml`), "utf8");
    // Several parts of one verb ask, and each answer takes a run of the CLI.
    if (this.decryptedFile?.text !== text)
      this.decryptedFile = { text, values: this.read(() => this.stack.getAllConfig()) };
    const values = await this.decryptedFile.values;
    return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  }

  async encrypt(values: Readonly<Record<string, string>>) {
    const { directory, stack, env = {} } = this.options;
    return encryptValues({ directory, stack, cli: this.stack.workspace.pulumiCommand.command, env }, values);
  }
}

const inline = (program: Program | undefined) => (program ? { program: inlineProgram(program) } : {});

function workspaceOf({ directory, env = {}, command }: EngineOptions): LocalWorkspaceOptions {
  return { workDir: directory, envVars: { ...env }, ...(command ? { pulumiCommand: command } : {}) };
}

/** How the SDK runs the CLI; it declares no type for it. */
type Run = (args: string[], directory: string, env: Record<string, string>) => Promise<{ readonly stdout: string }>;

async function workspaceWithProgram(options: EngineOptions): Promise<LocalWorkspace> {
  const workspace = await LocalWorkspace.create({ ...workspaceOf(options), program: inlineProgram(options.program) });
  const { workDir, envVars } = workspace;
  const command = workspace.pulumiCommand as unknown as { run: Run };
  // Every command names its stack. To select it, too, would decide which one the next plain `pulumi up` takes.
  workspace.selectStack = async (stack) => {
    await command.run(["stack", "--show-name", "--stack", stack], workDir, envVars);
  };
  // The SDK asks for secrets in plain text, which would lie in a temporary file during a repair. To decrypt them takes
  // longer than everything else about it.
  workspace.exportStack = async (stack) => {
    const { stdout } = await command.run(["stack", "export", "--stack", stack], workDir, envVars);
    return JSON.parse(stdout) as Deployment;
  };
  return workspace;
}

/** Explains an error of the CLI before it can do anything with a stack. */
function unreadable(stack: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof StackNotFoundError) throw new NeverDeployed(stack);
    throw error instanceof CommandError ? openingFailure(stack, error.message, error) : error;
  };
}

/**
 * The Pulumi CLI on PATH, for a stack that is to be opened.
 * @throws RolloutError if there is none
 */
export async function findCommand(stack: string): Promise<PulumiCommand> {
  return PulumiCommand.get().catch(unreadable(stack));
}

function engineOf(stack: Stack, options: EngineOptions): Engine {
  // The SDK runs the CLI three times after each update to learn what the history and the state have.
  stack.workspace.stackOutputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
  return new PulumiEngine(stack, options);
}

/**
 * Opens a stack, and creates it in its backend if it is not there.
 * @throws RolloutError if there is no CLI or no login, or the backend cannot be reached
 */
export async function openStack(options: EngineOptions): Promise<Engine> {
  const open = async () => Stack.createOrSelect(options.stack, await workspaceWithProgram(options));
  const stack = await soundly(options, open).catch(unreadable(options.stack));
  return engineOf(stack, options);
}

/**
 * Opens a stack that its backend should have. That is not looked up: whatever reads the stack first throws `NeverDeployed` if
 * it is not there, and a RolloutError if there is no login or the backend cannot be reached.
 *
 * @throws RolloutError if there is no CLI
 */
export async function openDeployedStack(options: EngineOptions): Promise<Engine> {
  const workspace = await workspaceWithProgram(options).catch(unreadable(options.stack));
  workspace.selectStack = () => Promise.resolve();
  return engineOf(await Stack.select(options.stack, workspace), options);
}
