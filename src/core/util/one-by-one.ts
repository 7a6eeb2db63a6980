/**
 * The items of batches, one by one, as `take` returns them: `undefined` skips one, `END` ends the
 * iteration.
 *
 * Not an async generator: each yield would cost three turns of the microtask queue, which is slow
 * for hundreds of thousands of items.
 */
export class OneByOne<T, U extends object> implements AsyncIterableIterator<U, void> {
  readonly #batches: AsyncGenerator<readonly T[]>;
  readonly #take: (item: T) => U | typeof END | undefined;
  #batch: readonly T[] = [];
  #at = 0;
  #over = false;
  #filling: Promise<void> | undefined;

  constructor(
    batches: AsyncGenerator<readonly T[]>,
    take: (item: T) => U | typeof END | undefined,
  ) {
    this.#batches = batches;
    this.#take = take;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<U, void>> {
    while (this.#at < this.#batch.length) {
      let taken: U | typeof END | undefined;
      try {
        taken = this.#take(this.#batch[this.#at++]!);
      } catch (error) {
        return this.return().then(() => Promise.reject(error));
      }
      if (taken === END) return this.return();
      if (taken) return Promise.resolve({ value: taken, done: false });
    }
    if (this.#over) return Promise.resolve({ value: undefined, done: true });
    // Concurrent callers wait for the same batch.
    this.#filling ??= this.#fill();
    return this.#filling.then(() => this.next());
  }

  async return(): Promise<IteratorResult<U, void>> {
    this.#over = true;
    this.#batch = [];
    await this.#batches.return(undefined);
    return { value: undefined, done: true };
  }

  async #fill(): Promise<void> {
    try {
      const { value, done } = await this.#batches.next();
      this.#batch = done ? [] : value;
      this.#at = 0;
      this.#over ||= done === true;
    } finally {
      this.#filling = undefined;
    }
  }
}

/** What `take` returns to end the iteration. */
export const END: unique symbol = Symbol('end');
