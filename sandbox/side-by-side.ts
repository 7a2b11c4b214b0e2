/**
 * Does two works side by side. Where one fails the signal of the other aborts, and the failure is thrown once both have
 * ended: whoever exits then leaves nothing running.
 */
export async function sideBySide<One, Other>(
  one: (signal: AbortSignal) => Promise<One>,
  other: (signal: AbortSignal) => Promise<Other>,
): Promise<[One, Other]> {
  const failure = new AbortController();
  const guarded = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await work(failure.signal);
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const works = [guarded(one), guarded(other)] as const;
  await Promise.allSettled(works);
  failure.signal.throwIfAborted();
  return Promise.all(works);
}
