interface Limits {
  /** How many items are worked on at a time. */
  limit: number;
  /** Told of the first failure at once, so that what is under way can be ended. */
  onFailure?: (error: unknown) => void;
}

/**
 * Works on each of the items, so many at a time. After a failure nothing more is begun; it is thrown
 * when all that was under way is done.
 */
export async function pool<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { limit, onFailure }: Limits,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = (async function* () {
    yield* items;
  })();
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    try {
      // Not by `for await`: the first that is done would close the queue for all.
      for (;;) {
        const { done, value } = await queue.next();
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
