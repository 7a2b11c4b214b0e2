/** Who holds the lock of a stack, as far as the backend tells. */
export interface LockHolder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly since: Date;
}

// `pkg/backend/diy/lock.go` of pulumi/pulumi prints one such line per lock.
const HOLDER = /created by (.+?)@(\S+) \(pid (\d+)\) at (\S+)/g;

/** The holders that a backend names when it refuses an update, each once. Pulumi Cloud names none. */
export function lockHolders(message: string): LockHolder[] {
  // The Automation API gives the CLI's words twice where they are in both of its streams.
  const lines = new Map([...message.matchAll(HOLDER)].map((line) => [line[0], line]));
  return [...lines.values()].map(([, user = "", host = "", pid = "", since = ""]) => ({
    user,
    host,
    pid: Number(pid),
    since: new Date(since),
  }));
}

/** Whether every lock was left by a process of this machine that has ended, so that nobody minds if they go. */
export function areStale(
  holders: readonly LockHolder[],
  machine: { readonly host: string; isRunning(pid: number): boolean },
): boolean {
  return holders.length > 0 && holders.every(({ host, pid }) => host === machine.host && !machine.isRunning(pid));
}

/** One line for people: who, and since when. */
export function describeHolders(stack: string, holders: readonly LockHolder[]): string {
  if (holders.length === 0) return `${stack} is locked by another update`;
  const who = holders.map(
    ({ user, host, pid, since }) => `${user}@${host} (process ${pid}) since ${since.toISOString()}`,
  );
  return `${stack} is locked by ${who.join(", and by ")}`;
}
