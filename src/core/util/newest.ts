/** How many items of a stream are kept for its result. */
const MOST = 10_000;

/** The newest items of a stream that may go on for days: all of them would fill the memory. */
export class Newest<T> {
  readonly #items: T[] = [];
  #count = 0;

  add(item: T): void {
    this.#items.push(item);
    this.#count++;
    // Half of them at a time: removing one after the other would be slow.
    if (this.#items.length >= 2 * MOST) this.#items.splice(0, MOST);
  }

  /** The number of items so far. */
  get count(): number {
    return this.#count;
  }

  get items(): T[] {
    return this.#items.slice(-MOST);
  }
}
