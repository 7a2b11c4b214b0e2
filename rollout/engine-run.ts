import type { CliOptions } from "./engine-cli";
import type { LockPolicy } from "./lock-wait";
import type { ClusterConnection, EngineProblem, Step } from "./steps";

/** The program of an environment, and what it returns: the outputs. */
export type Program = () => unknown;

/** Which stack of which project folder, and what the engine gets to know. */
export interface EngineOptions extends CliOptions {
  /** The program, run in this process: the very function that `pulumi up` runs. */
  readonly program: Program;
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

/** Who follows an operation while it runs. */
export interface EngineObserver {
  /** A resource is about to be changed; in a preview: would be. */
  readonly onStep?: (step: Step) => void;
  /** How the program reaches its cluster. */
  readonly onConnection?: (connection: ClusterConnection) => void;
  readonly onProblem?: (problem: EngineProblem) => void;
}

/** How to run the program once. */
export interface RunOptions extends EngineObserver {
  /**
   * Another program than the stack's own.
   * @default - the stack's own
   */
  readonly program?: Program | undefined;
  /** Ends the operation gracefully: what is under way is finished or cancelled, and the state written. */
  readonly signal?: AbortSignal | undefined;
}

/** How to look ahead. */
export interface PreviewOptions extends RunOptions {
  /**
   * Path of a file to read in the place of the stack file.
   * @default - the stack file
   */
  readonly configFile?: string | undefined;
  /** The CLI has started. Until it runs the program it needs next to nothing of this process. */
  readonly onStart?: (() => void) | undefined;
}

/** How to update. */
export interface UpOptions extends RunOptions {
  /**
   * Whether somebody was shown what the update would do. Then it is not begun after an update of somebody else.
   * @default false
   */
  readonly isPlanned?: boolean | undefined;
}

/** A program as the Automation API takes it. */
export function inlineProgram(program: Program): () => Promise<Record<string, unknown>> {
  return async () => {
    const outputs: unknown = await Promise.resolve().then(program);
    return typeof outputs === "object" && outputs !== null ? { ...outputs } : {};
  };
}
