/** Where a verb writes. Results go to stdout, so that they can be piped; progress goes to stderr. */
export interface Io {
  /** Writes one result (any number of lines) to stdout, followed by a newline. */
  result(text: string): void;
  /** Writes one line of progress to stderr. */
  progress(line: string): void;
  /** Whether stderr is a terminal, so that a line may be rewritten in place. */
  readonly interactive: boolean;
}
