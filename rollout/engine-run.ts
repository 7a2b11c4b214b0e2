import type { ClusterConnection, EngineProblem, Step } from "./steps";

/** The program of an environment, and what it returns: the outputs. */
export type Program = () => unknown;

/** Who follows an operation while it runs. */
export interface EngineObserver {
  /** The engine has begun. First it reads what is there, and needs nothing of this process meanwhile. */
  readonly onBegin?: () => void;
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
