/** Which stacks a change concerns. */
export interface AffectedStacks {
  /** Stacks that the change can affect, in the order in which they were given. */
  readonly affected: readonly string[];
  /** Stacks that it cannot affect. */
  readonly unaffected: readonly string[];
  /** Stacks whose file the change deletes. */
  readonly deleted: readonly string[];
}

// What the program consists of, and what decides how it runs.
const PROGRAM =
  /^(?:(?:config|components|manifests)\/|(?:index\.ts|services\.ts|Pulumi\.yaml|pulumi\.env|package(?:-lock)?\.json)$)/;
/** Whether a file, relative to the project folder, decides what the program declares: all stacks are affected by it. */
export function isProgramFile(file: string): boolean {
  return PROGRAM.test(file);
}

const STACK_FILE = /^Pulumi\.(.+)\.yaml$/;

/**
 * Sorts the stacks by whether a change can affect them: a stack by its own file, all of them by the program.
 *
 * @param changed - files that differ, relative to the project folder
 * @param stacks - the stacks that there are after the change
 */
export function affectedStacks(changed: readonly string[], stacks: readonly string[]): AffectedStacks {
  const named = changed.flatMap((file) => STACK_FILE.exec(file)?.[1] ?? []);
  const everyone = changed.some(isProgramFile);
  const isAffected = (stack: string) => everyone || named.includes(stack);
  return {
    affected: stacks.filter(isAffected),
    unaffected: stacks.filter((stack) => !isAffected(stack)),
    deleted: named.filter((stack) => !stacks.includes(stack)),
  };
}
