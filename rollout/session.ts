import type { Cluster } from "./cluster";
import type { Engine } from "./engine";
import type { Program } from "./engine-run";
import type { Failure } from "./failure";
import type { Plan } from "./plan";
import type { ClusterConnection } from "./steps";
import type { StackValues } from "./update";

/** What a person sees of a long operation. */
export interface Ui {
  /** One line that stays. */
  progress(line: string): void;
  /** What an update would do. */
  plan(plan: Plan): void;
  /** Why an update failed. */
  failure(failure: Failure): void;
  /** Lines that take the place of those before: how far each service is. */
  live(lines: readonly string[]): void;
  /**
   * Asks before anything changes.
   * @throws RolloutError if nobody is there to answer and `--yes` was not given
   */
  confirm(question: string): Promise<boolean>;
}

/** How the program of today differs from that of a commit. */
export interface CodeChange {
  /** Files of the program that differ, relative to the project folder. */
  readonly files: readonly string[];
  /** Commits since then that touched them, the newest first. */
  readonly commits: readonly string[];
}

/** One stack, opened for a verb. */
export interface Session {
  /** Project folder, absolute. */
  readonly directory: string;
  readonly stack: string;
  /** Name of the Pulumi project, which prefixes the keys of its config. */
  readonly project: string;
  /** Values of Pulumi.yaml, which every stack shares. */
  readonly defaults: StackValues;
  /** Values that a stack file of this text gives to the program, with those of Pulumi.yaml. Secrets are `SECRET`. */
  readonly valuesOf: (text: string) => StackValues;
  readonly engine: Engine;
  readonly ui: Ui;
  /** Takes the values of the stack's secrets out of a text that comes from elsewhere. */
  readonly redact: (text: string) => string;
  /** Lets `redact` and `ui` take these values out as well: secrets that come to life again. */
  readonly conceal: (values: readonly string[]) => void;
  readonly connect: (connection: ClusterConnection) => Promise<Cluster>;
  /**
   * Checks the text of a stack file as the program would, without declaring anything.
   * @throws ConfigError that names every problem
   */
  check(text: string): Promise<void>;
  /** How the program differs from what it was at a commit; `undefined` if git does not have it. */
  codeSince(commit: string): Promise<CodeChange | undefined>;
  /** The program as it was at a commit, for as long as `use` runs. */
  withProgramAt<T>(commit: string, use: (program: Program) => Promise<T>): Promise<T>;
  /**
   * Calls a listener at every Ctrl-C while something runs that must not be cut off; of several only the newest.
   * @returns a function that takes the listener away
   */
  onInterrupt(listener: () => void): () => void;
}
