/** What follows from a value: at once, or when it is there. A promise takes longer than most of what it is for. */
export function after<T, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** What `work` makes of each item: at once, unless one is a promise. */
export function mapAll<T>(
  items: readonly T[],
  work: (item: T, at: number) => unknown,
): unknown[] | Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    for (const item of items) found.push(work(item, found.length));
  } catch (error) {
    // If what has begun fails too, that must not end the process: nothing waits for it any more.
    for (const begun of found) if (begun instanceof Promise) begun.catch(() => {});
    throw error;
  }
  return found.some((one) => one instanceof Promise) ? Promise.all(found) : found;
}
