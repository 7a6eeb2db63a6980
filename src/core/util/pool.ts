interface Limits {
  /** How many items are processed at a time. */
  limit: number;
  /** Called at once with the first failure, so that running work can be stopped. */
  onFailure?: (error: unknown) => void;
}

/** An async generator, not any async iterable: only generators may be asked again before they answer. */
type Items<T> = Iterable<T> | AsyncGenerator<T>;

/**
 * Processes the items, up to a limit at a time. After a failure no further item is started; the
 * failure is thrown when all running work is done.
 */
export async function pool<T>(
  items: Items<T>,
  { limit, onFailure }: Limits,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    try {
      // Not `for await`: the first worker to finish would close the queue for all.
      for (;;) {
        const next = queue.next();
        const { done, value } = next instanceof Promise ? await next : next;
        if (done || failure) return;
        await work(value);
        if (failure) return;
      }
    } catch (error) {
      if (failure) return;
      failure = { error };
      onFailure?.(error);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failure) throw failure.error;
}
