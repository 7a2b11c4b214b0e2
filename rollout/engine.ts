import {
  LocalWorkspace,
  type EngineEvent,
  type PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";

/** One thing that the engine did, or would do, to a resource that it did not leave as it was. */
export interface Step {
  /** The engine's word for it: `create`, `update`, `delete`, `create-replacement`, `delete-replaced`, `replace` … */
  readonly operation: string;
  readonly urn: string;
  /** Type of the resource: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Logical name of the resource. */
  readonly name: string;
  /** Fields that differ, as the provider names them; empty for what is made or deleted. */
  readonly fields: readonly string[];
}

/** Which stack of which project folder, and what the engine gets to know. */
export interface EngineOptions {
  /** Project folder: Pulumi.yaml and the stack files. */
  readonly directory: string;
  readonly stack: string;
  /** The program, run in this process: the very function that `pulumi up` runs. */
  readonly program: () => Record<string, unknown>;
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
  readonly onOutput?: (text: string) => void;
}

/** What the engine did. */
export interface EngineRun {
  readonly steps: readonly Step[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One stack in the hands of the Pulumi engine. Every failure is the Automation API's own error. */
export interface Engine {
  /** What an update would do. */
  preview(): Promise<readonly Step[]>;
  /** Updates the stack. `message` is kept in its history as the change cause. */
  up(message?: string): Promise<EngineRun>;
  /** Deletes everything that the stack holds; with `excludeProtected`, everything that is not protected. */
  destroy(options?: { excludeProtected?: boolean }): Promise<readonly Step[]>;
}

// Reads do nothing to a resource, and "same" says that nothing was done.
const SILENT = new Set(["same", "refresh", "read", "discard"]);

function stepsOf(events: readonly EngineEvent[]): Step[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const step = resourcePreEvent?.metadata;
    if (!step || SILENT.has(step.op)) return [];
    const name = step.urn.slice(step.urn.lastIndexOf("::") + 2);
    return [{ operation: step.op, urn: step.urn, type: step.type, name, fields: Object.keys(step.detailedDiff ?? {}) }];
  });
}

/** Runs an operation of the Automation API and gathers its steps. Those of the preview before it are not counted. */
async function observe<T>(run: (onEvent: (event: EngineEvent) => void) => Promise<T>): Promise<[T, Step[]]> {
  const events: EngineEvent[] = [];
  const result = await run((event) => events.push(event));
  return [result, stepsOf(events)];
}

function engineOf(stack: Stack, onOutput: (text: string) => void): Engine {
  const common = { onOutput, color: "never" as const };
  return {
    async preview() {
      const [, steps] = await observe((onEvent) => stack.preview({ ...common, onEvent }));
      return steps;
    },
    async up(message) {
      const [{ outputs }, steps] = await observe((onEvent) => stack.up({ ...common, onEvent, message }));
      return {
        steps,
        outputs: Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown])),
      };
    },
    async destroy({ excludeProtected = false } = {}) {
      // Without a look ahead the engine deletes until it meets what is protected, and stops half way.
      await stack.previewDestroy({ ...common, excludeProtected });
      const [, steps] = await observe((onEvent) => stack.destroy({ ...common, onEvent, excludeProtected }));
      return steps;
    },
  };
}

/** Opens a stack, and creates it in its backend if it is not there. */
export async function openStack({
  directory,
  stack,
  program,
  env = {},
  command,
  onOutput = () => undefined,
}: EngineOptions): Promise<Engine> {
  const inline: PulumiFn = () => Promise.resolve().then(program);
  const opened = await LocalWorkspace.createOrSelectStack(
    // A Pulumi.yaml is there, so the project's name is taken from it.
    { stackName: stack, projectName: "", program: inline },
    { workDir: directory, envVars: { ...env }, ...(command ? { pulumiCommand: command } : {}) },
  );
  return engineOf(opened, onOutput);
}
