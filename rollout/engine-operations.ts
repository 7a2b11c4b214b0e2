import {
  ConcurrentUpdateError,
  LocalWorkspace,
  Stack,
  type Deployment,
  type EngineEvent,
} from "@pulumi/pulumi/automation";
import { explain, runCli, soundly, unreadable, type PulumiCommand } from "./engine-cli";
import { separateConnections } from "./engine-connections";
import {
  inlineProgram,
  type EngineObserver,
  type EngineOptions,
  type PreviewOptions,
  type Program,
  type UpOptions,
} from "./engine-run";
import { Overtaken, withLock, type LockPolicy } from "./lock-wait";
import { untilProgramFails } from "./program-failure";
import { parseState, type StackState } from "./stack-state";
import { connectionOf, stepOf, type Step } from "./steps";

separateConnections();

const NO_LOCK: LockPolicy = { onProgress: () => undefined };

/** Runs an operation of the Automation API, passes on what happens, and gathers its steps. */
async function observe(
  observer: EngineObserver,
  run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  await run(({ resourcePreEvent, diagnosticEvent }) => {
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

/** How to run an operation that needs the lock of the stack. */
interface Exclusive<T> {
  /** See `withLock`. */
  readonly afterOthers: () => Promise<T>;
  /** Whether the operation may be run again if it failed over a torn file. */
  readonly isRepeatable: () => boolean;
}

/** What the engine does to a stack, by the Automation API. */
export class EngineOperations {
  constructor(
    private readonly stack: Stack,
    private readonly options: EngineOptions,
  ) {}

  private get common() {
    return { onOutput: this.options.onOutput ?? (() => undefined), color: "never" as const };
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

  /** Runs an operation of the SDK, which asks for further arguments right before it starts the CLI. */
  private async startWith<T>(
    signal: AbortSignal,
    onStart: (() => void) | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    const { workspace } = this.stack;
    workspace.serializeArgsForOp = () => {
      // Once there is an engine, it is told; before that nobody would listen.
      signal.throwIfAborted();
      if (onStart) setImmediate(onStart);
      return Promise.resolve([]);
    };
    try {
      return await run();
    } finally {
      workspace.serializeArgsForOp = () => Promise.resolve([]);
    }
  }

  async preview({ program, signal, configFile, onStart, ...observer }: PreviewOptions = {}) {
    const attempt = () =>
      untilProgramFails(signal, (signal) =>
        observe(observer, (onEvent) =>
          this.startWith(signal, onStart, () =>
            this.stack.preview({ ...this.common, ...inline(program), signal, configFile, onEvent }),
          ),
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
      signal?.throwIfAborted();
      return untilProgramFails(signal, (signal) =>
        observe({ ...observer, onStep }, (onEvent) =>
          this.startWith(signal, undefined, () =>
            this.stack.up({ ...this.common, ...inline(program), signal, message, onEvent }),
          ),
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
}

const inline = (program: Program | undefined) => (program ? { program: inlineProgram(program) } : {});

/** Options with a CLI whose version is known, on which the SDK decides what it asks of it. */
type OperationOptions = EngineOptions & { readonly command: PulumiCommand };

async function workspaceOf(options: OperationOptions): Promise<LocalWorkspace> {
  const { directory, env = {}, command, program } = options;
  const workspace = await LocalWorkspace.create({
    workDir: directory,
    envVars: { ...env },
    program: inlineProgram(program),
    pulumiCommand: command,
  });
  // The SDK asks for secrets in plain text, which would lie in a temporary file during a repair. To decrypt them takes
  // longer than everything else about it.
  workspace.exportStack = async (name) =>
    JSON.parse(await runCli(options, ["stack", "export", "--stack", name])) as Deployment;
  // The SDK runs the CLI three times after each update to learn what the history and the state have.
  workspace.stackOutputs = () => Promise.resolve({});
  return workspace;
}

/**
 * Opens a stack to operate on.
 *
 * @param create - whether it is looked up, and created if it is not there; otherwise what reads or operates on it first tells
 * @throws RolloutError if it is looked up and there is no login, or the backend cannot be reached
 */
export async function openOperations(options: OperationOptions, create: boolean): Promise<EngineOperations> {
  const open = async () => {
    const workspace = await workspaceOf(options);
    // Every command names its stack. To select it, too, would decide which one the next plain `pulumi up` takes.
    workspace.selectStack = async (name) => {
      if (create) await runCli(options, ["stack", "--show-name", "--stack", name]);
    };
    const opened = create ? Stack.createOrSelect(options.stack, workspace) : Stack.select(options.stack, workspace);
    const stack = await opened;
    stack.info = () => Promise.resolve(undefined);
    return stack;
  };
  const stack = await soundly(options, open).catch(unreadable(options.stack));
  return new EngineOperations(stack, options);
}
